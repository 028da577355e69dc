using Tale.Actors.Definitions;
using Tale.Actors.Host.Samples.Holiday.Contracts;

namespace Tale.Actors.Host.Samples.Holiday.Clients;

/// <summary>The payments service, as the steps see it.</summary>
internal sealed class PaymentsClient(HttpClient http)
{
    private readonly ServiceCaller _service = new(ServiceNames.Payments, http);

    public Task<string> DebitAsync(string customerId, decimal amount, StepContext step) =>
        _service.CallAsync("debit", new ServiceCall(step.TransactionId, customerId) { Amount = amount }, step);

    public Task RefundAsync(string customerId, string? paymentId, StepContext step) =>
        _service.CallAsync("refund", new ServiceCall(step.TransactionId, customerId) { Reference = paymentId }, step);
}
