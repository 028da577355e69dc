using Tale.Actors.Definitions;
using Tale.Actors.Host.Samples.Holiday.Contracts;

namespace Tale.Actors.Host.Samples.Holiday.Clients;

/// <summary>The hotels service, as the steps see it.</summary>
internal sealed class HotelsClient(HttpClient http)
{
    private readonly ServiceCaller _service = new(ServiceNames.Hotels, http);

    public Task<string> BookAsync(string customerId, StepContext step) =>
        _service.CallAsync("book", new ServiceCall(step.TransactionId, customerId), step);

    public Task CancelAsync(string customerId, string? hotelId, StepContext step) =>
        _service.CallAsync("cancel", new ServiceCall(step.TransactionId, customerId) { Reference = hotelId }, step);
}
