using Tale.Actors.Definitions;
using Tale.Actors.Host.Samples.Holiday.Clients;

namespace Tale.Actors.Host.Samples.Holiday;

/// <summary>Tells the customer that the trip is booked. It comes after the point of no return, so it has no undo to be called.</summary>
internal sealed class ConfirmTrip(MailClient mail) : IStep<Trip, Trip>
{
    public async Task<Trip> ExecuteAsync(Trip trip, StepContext step) =>
        trip with { MailId = await mail.SendAsync(trip.CustomerId, step) };

    public Task CompensateAsync(Trip told, StepContext step) => mail.RetractAsync(told.CustomerId, told.MailId, step);
}
