namespace Tale.Actors.Coordination.Home;

/// <summary>Wakes what the watchdog has found to be due. For its thread.</summary>
internal interface IWaker
{
    void Wake(string transactionId);

    /// <summary>Everything that was due has been named.</summary>
    void TurnIsOver();
}
