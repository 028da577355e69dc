namespace Tale.Actors.Protocol;

/// <summary>How idempotency keys look. The one home of the rule.</summary>
internal static class StepKeys
{
    public static string Execute(string transactionId, string step) => $"{transactionId}/{step}/execute";

    public static string Compensate(string transactionId, string step) => $"{transactionId}/{step}/compensate";
}
