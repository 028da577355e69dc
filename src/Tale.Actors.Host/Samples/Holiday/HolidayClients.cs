using Tale.Actors.Definitions;

namespace Tale.Actors.Host.Samples.Holiday;

/// <summary>What the steps know of the payments service.</summary>
internal sealed class PaymentsClient(HttpClient http)
{
    private readonly ServiceCaller _service = new("payments", http);

    public Task<string> DebitAsync(string customerId, decimal amount, StepContext step) =>
        _service.CallAsync("debit", new ServiceCall(step.TransactionId, customerId) { Amount = amount }, step);

    public Task RefundAsync(string customerId, string? paymentId, StepContext step) =>
        _service.CallAsync("refund", new ServiceCall(step.TransactionId, customerId) { Reference = paymentId }, step);
}

/// <summary>What the steps know of the flights service.</summary>
internal sealed class FlightsClient(HttpClient http)
{
    private readonly ServiceCaller _service = new("flights", http);

    public Task<string> BookAsync(string customerId, StepContext step) =>
        _service.CallAsync("book", new ServiceCall(step.TransactionId, customerId), step);

    public Task CancelAsync(string customerId, string? flightId, StepContext step) =>
        _service.CallAsync("cancel", new ServiceCall(step.TransactionId, customerId) { Reference = flightId }, step);
}

/// <summary>What the steps know of the hotels service.</summary>
internal sealed class HotelsClient(HttpClient http)
{
    private readonly ServiceCaller _service = new("hotels", http);

    public Task<string> BookAsync(string customerId, StepContext step) =>
        _service.CallAsync("book", new ServiceCall(step.TransactionId, customerId), step);

    public Task CancelAsync(string customerId, string? hotelId, StepContext step) =>
        _service.CallAsync("cancel", new ServiceCall(step.TransactionId, customerId) { Reference = hotelId }, step);
}

/// <summary>What the steps know of the mail service. A sent mail cannot be unsent: its undo is a second mail that takes it back.</summary>
internal sealed class MailClient(HttpClient http)
{
    private readonly ServiceCaller _service = new("mail", http);

    public Task<string> SendAsync(string customerId, StepContext step) =>
        _service.CallAsync("send", new ServiceCall(step.TransactionId, customerId), step);

    public Task RetractAsync(string customerId, string? mailId, StepContext step) =>
        _service.CallAsync("retract", new ServiceCall(step.TransactionId, customerId) { Reference = mailId }, step);
}
