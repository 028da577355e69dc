using System.Text.Json;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>An undo that would run.</summary>
internal sealed record PlannedUndoDto(string Step, string? After, UndoProspect Prospect, StepOutcome? Outcome, JsonElement? State);
