using Tale.Actors.Definitions;

namespace Tale.Actors.Host.Samples.Holiday;

/// <summary>
/// A trip that somebody has to approve: the stay, a transaction of its own, and a flight for every traveller are held meanwhile, and given back
/// if nobody approves in time. Once the customer has paid there is no way back; if nobody knows whether the payment was taken, an operator is
/// asked.
/// </summary>
internal static class PlanTrip
{
    private static readonly RetryPolicy Patient = RetryPolicy.Exponential(maxRetries: 10, TimeSpan.FromSeconds(1));

    /// <summary>The stay.</summary>
    public static readonly TransactionDefinition<Booking, Booking> BookStay =
        Transaction.Define<Booking>("book-stay", version: 1)
            .Step<BookHotel>(step => step.Retry(2))
            .Build();

    public static readonly TransactionDefinition<Trip, Trip> Definition =
        Transaction.Define<Trip>("plan-trip", version: 1)
            .Child("stay", BookStay, trip => new Booking(trip.CustomerId, trip.Amount), (trip, stay) => trip with { HotelId = stay.HotelId })
            .ForEach(
                "travellers",
                trip => (trip.Travellers ?? [trip.CustomerId]).Select(name => new Booking(name, 0)),
                traveller => traveller.Step<BookFlight>(),
                (trip, booked) => trip with { FlightIds = [.. booked.Select(booking => booking.FlightId)] },
                maxConcurrent: 8)
            .WaitFor("approval", (Trip trip, Approval approval) => Approved(trip, approval), timeout: TimeSpan.FromDays(3))
            .Step<PayTrip>(step => step.Pivot().OnUnknownOutcome(UnknownOutcomePolicy.Suspend))
            .Step<ConfirmTrip>(step => step.Retry(Patient))
            .Build();

    private static Trip Approved(Trip trip, Approval approval) =>
        approval.IsGranted ? trip : throw new AbortRetriesException($"{approval.By} did not approve the trip");
}
