using Tale.Actors.Definitions;

namespace Tale.Actors.Host.Samples.Holiday;

/// <summary>
/// A trip that somebody has to approve: the hotel is held meanwhile, and cancelled if nobody approves in time. Once the customer has paid there
/// is no way back.
/// </summary>
internal static class PlanTrip
{
    private static readonly RetryPolicy Patient = RetryPolicy.Exponential(maxRetries: 10, TimeSpan.FromSeconds(1));

    public static readonly TransactionDefinition<Booking, Booking> Definition =
        Transaction.Define<Booking>("plan-trip", version: 1)
            .Step<BookHotel>()
            .WaitFor("approval", (Booking booking, Approval approval) => Approved(booking, approval), timeout: TimeSpan.FromDays(3))
            .Step<DebitCustomerBalance>(step => step.Pivot())
            .Step<BookFlight>(step => step.Retry(Patient))
            .Step<EmailCustomer>(step => step.Retry(Patient))
            .Build();

    private static Booking Approved(Booking booking, Approval approval) =>
        approval.IsGranted ? booking : throw new AbortRetriesException($"{approval.By} did not approve the trip");
}
