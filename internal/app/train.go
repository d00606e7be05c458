package app

import (
	"context"

	"scv/internal/identity"
)

// PlanTraining learns a model from the published records and tells what it would
// change. It writes nothing.
func (a *App) PlanTraining(ctx context.Context) (*identity.Training, error) {
	return a.identity().Plan(ctx)
}

// Train learns a model from the published records and leaves it for the next run.
func (a *App) Train(ctx context.Context, reason string) (*identity.Training, error) {
	return a.identity().Train(ctx, reason)
}

// DropTrained takes away the models that wait for the next run, and gives them.
func (a *App) DropTrained(ctx context.Context) ([]identity.Waiting, error) {
	return identity.DropTrained(ctx, a.Warehouse)
}

func (a *App) identity() *identity.Materialization {
	return identity.NewMaterialization(a.Warehouse, a.decisions, a.options.Progress, a.threads()).Under(a.homeSpec).Within(a.pairMemory(), a.path("data/aside"))
}
