using Tale.Actors.Definitions;
using Tale.Actors.Host.Samples.Holiday.Clients;

namespace Tale.Actors.Host.Samples.Holiday;

/// <summary>Takes the price of a trip from the customer's balance; its undo pays it back.</summary>
internal sealed class PayTrip(PaymentsClient payments) : IStep<Trip, Trip>
{
    public async Task<Trip> ExecuteAsync(Trip trip, StepContext step) =>
        trip with { PaymentId = await payments.DebitAsync(trip.CustomerId, trip.Amount, step) };

    public Task CompensateAsync(Trip paid, StepContext step) => payments.RefundAsync(paid.CustomerId, paid.PaymentId, step);
}
