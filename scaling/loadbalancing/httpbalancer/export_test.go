package httpbalancer

// NewBudgetAt is NewBudget by another clock.
var NewBudgetAt = newBudget
