using Tale.Actors.Definitions;
using Tale.Actors.Host.Samples.Holiday.Contracts;

namespace Tale.Actors.Host.Samples.Holiday.Clients;

/// <summary>The mail service, as the steps see it. A sent mail cannot be unsent: its undo is a second mail that takes it back.</summary>
internal sealed class MailClient(HttpClient http)
{
    private readonly ServiceCaller _service = new(ServiceNames.Mail, http);

    public Task<string> SendAsync(string customerId, StepContext step) =>
        _service.CallAsync("send", new ServiceCall(step.TransactionId, customerId), step);

    public Task RetractAsync(string customerId, string? mailId, StepContext step) =>
        _service.CallAsync("retract", new ServiceCall(step.TransactionId, customerId) { Reference = mailId }, step);
}
