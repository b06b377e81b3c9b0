package kernel

// The coefficients of tanhKernel32, by testdata/remez.py (tanh32): for each of
// fifteen intervals, two to the octave from 1/16 on and the first reaching
// down to 0, tanh(b + d) is t0 + t1 d + ... + t7 d^7, relative error 2^-27. An
// interval's place is the exponent's low digits and the first digit of the
// fraction.

var tanhTB = [16]float32{
	0x1.3fd5bcp+1, 0x1.c01784p+1, 0x1.3ff6dcp+2, 0x1.bfe32p+2,
	0x1.402eccp+3, 0, 0, 0x1.bfce04p-4,
	0x1.401f7cp-3, 0x1.bfd4bp-3, 0x1.3ffa6p-2, 0x1.bfe63p-2,
	0x1.4027ecp-1, 0x1.c03e3cp-1, 0x1.401a2cp+0, 0x1.bfcaf4p+0,
}

var tanhT0 = [16]float32{
	0x1.f92102p-1, 0x1.ff1184p-1, 0x1.fff416p-1, 0x1.ffffc8p-1,
	0x1p+0, 0, 0, 0x1.be0774p-4,
	0x1.3d8a82p-3, 0x1.b8d3b6p-3, 0x1.35f46ep-2, 0x1.a55d2ep-2,
	0x1.1c1022p-1, 0x1.6885b4p-1, 0x1.b260e8p-1, 0x1.e1efe4p-1,
}

var tanhT1 = [16]float32{
	0x1.b4cc22p-6, 0x1.dc88e8p-9, 0x1.7d3916p-13, 0x1.bffd0cp-19,
	0x1.16cbe8p-27, 0, 0x1p+0, 0x1.f9edc4p-1,
	0x1.f3b0fep-1, 0x1.e8473cp-1, 0x1.d117p-1, 0x1.a94e8cp-1,
	0x1.62661ap-1, 0x1.0223d8p-1, 0x1.1ef348p-2, 0x1.d2e2a2p-4,
}

var tanhT2 = [16]float32{
	-0x1.aeeeeap-6, -0x1.dbabep-9, -0x1.7d7232p-13, -0x1.c04abp-19,
	-0x1.1f4814p-26, 0, 0, -0x1.b8bd94p-4,
	-0x1.35e844p-3, -0x1.a4671ep-3, -0x1.198e6ap-2, -0x1.5e048p-2,
	-0x1.893f9cp-2, -0x1.6b893cp-2, -0x1.e6e516p-3, -0x1.b7789ep-4,
}

var tanhT3 = [16]float32{
	0x1.178caap-6, 0x1.3bf598p-9, 0x1.fc6eap-14, 0x1.2acfa6p-19,
	0x1.7fa84p-28, 0, -0x1.555556p-2, -0x1.453e56p-2,
	-0x1.353332p-2, -0x1.182f3ep-2, -0x1.c19cc2p-3, -0x1.16f6bep-3,
	-0x1.217146p-6, 0x1.4f8dap-4, 0x1.bb9018p-4, 0x1.0209c4p-4,
}

var tanhT4 = [16]float32{
	-0x1.086acep-7, -0x1.397c22p-10, -0x1.f61e38p-15, -0x1.272cb6p-20,
	0x1.0fc2e6p-29, 0, 0x1.398dd8p-21, 0x1.23c40cp-4,
	0x1.8e7608p-4, 0x1.04ce0cp-3, 0x1.43ce18p-3, 0x1.5c326ep-3,
	0x1.1a3f28p-3, 0x1.f0ec42p-5, -0x1.9d9906p-7, -0x1.81a74p-6,
}

var tanhT5 = [16]float32{
	0x1.77ae3p-9, 0x1.ee4c6ap-12, 0x1.925978p-16, 0x1.d98968p-22,
	0x1.004cf4p-30, 0, 0x1.110ba4p-3, -0x1.6ba7e6p-3,
	0x1.18137ap-2, -0x1.10c062p-4, 0x1.0e90a6p-5, -0x1.25fep-6,
	-0x1.c1c01ep-5, -0x1.e16108p-5, -0x1.3a7a52p-6, 0x1.e3aa5ep-9,
}

var tanhT6 = [16]float32{
	-0x1.6e9bc2p-11, -0x1.4905eap-13, -0x1.35a786p-17, -0x1.6d59f2p-23,
	-0x1.488206p-30, 0, 0x1.3fcebep-15, -0x1.e14b9ep+0,
	-0x1.4e082ap-4, -0x1.46be9ap-4, -0x1.2640a2p-4, -0x1.0886a2p-4,
	-0x1.8bb778p-6, 0x1.a57234p-7, 0x1.edb952p-7, 0x1.12e106p-9,
}

var tanhT7 = [16]float32{
	0x1.ff6c78p-15, 0x1.5ed496p-15, 0x1.5b9a4p-19, 0x1.9ab042p-25,
	0x1.5e8414p-33, 0, -0x1.b6fb56p-5, 0x1.399902p+9,
	-0x1.5eb054p+6, 0x1.402ff6p+6, 0x1.a54f06p+0, 0x1.96af7ep+0,
	0x1.486p-6, 0x1.32545ap-7, -0x1.151552p-8, -0x1.04e0d8p-9,
}
