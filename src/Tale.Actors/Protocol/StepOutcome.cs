using System.Text.Json.Serialization;

namespace Tale.Actors.Protocol;

/// <summary>Whether a step that is to be undone is known to have taken effect.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StepOutcome>))]
public enum StepOutcome
{
    /// <summary>It took effect.</summary>
    Succeeded = 1,

    /// <summary>Nobody knows: it was cancelled, or its participant was lost, after the request went out.</summary>
    Unknown = 2,
}
