package main

func neonFunction(k *kernel) (string, error) { return "", errTier }
