using Tale.Actors.Definitions;

namespace Tale.Actors.Host.Samples.Holiday;

/// <summary>The holiday booking: four services that share no database, and one transaction across them.</summary>
/// <remarks>
/// <code>
/// book-holiday    a step each:  debit-customer-balance, book-flight, book-hotel, email-customer
///   Clients       a step's call over HTTP, under the step's idempotency key
///   Services      the four services: this node plays each that has no address of its own
/// </code>
/// </remarks>
internal static class BookHoliday
{
    public static readonly TransactionDefinition<Booking, Booking> Definition =
        Transaction.Define<Booking>("book-holiday", version: 1)
            .Step<DebitCustomerBalance>()
            .Step<BookFlight>()
            .Step<BookHotel>(step => step.Retry(RetryPolicy.Exponential(maxRetries: 2, TimeSpan.FromMilliseconds(200))))   // 3 attempts
            .Step<EmailCustomer>()
            .Build();
}
