namespace Tale.Actors.Protocol;

/// <summary>A request to a participant, an actor that plays a step: <see cref="ExecuteStep"/> or <see cref="CompensateStep"/>.</summary>
public interface IStepRequest : IWithTransactionId
{
    /// <summary>The step's path.</summary>
    string Step { get; }

    /// <summary>The key, the same for every attempt of this step in this direction, whatever crashes lie between.</summary>
    string IdempotencyKey { get; }

    /// <summary>The number of the coordinator's incarnation that asks; replies carry it back.</summary>
    long Epoch { get; }

    /// <summary>The attempt, counted from 1; replies carry it back.</summary>
    int Attempt { get; }
}
