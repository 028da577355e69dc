using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Definitions;

// States and steps that the tests of the definitions share.
internal sealed record Order(int Id);

internal sealed record Receipt(string Number);

internal sealed class DebitCustomerBalance : IStep<Order, Order>
{
    public Task<Order> ExecuteAsync(Order state, StepContext step) => Task.FromResult(state);

    public Task CompensateAsync(Order output, StepContext step) => Task.CompletedTask;
}

internal sealed class PrintReceipt : IStep<Order, Receipt>
{
    public Task<Receipt> ExecuteAsync(Order state, StepContext step) => Task.FromResult(new Receipt($"{state.Id}"));

    public Task CompensateAsync(Receipt output, StepContext step) => Task.CompletedTask;
}

internal sealed class PrintReceiptAndFind : IStep<Order, Receipt>, ICompensateUnknown<Order>
{
    public Task<Receipt> ExecuteAsync(Order state, StepContext step) => Task.FromResult(new Receipt($"{state.Id}"));

    public Task CompensateAsync(Receipt output, StepContext step) => Task.CompletedTask;

    public Task CompensateUnknownAsync(Order input, StepContext step) => Task.CompletedTask;
}

internal abstract class AbstractStep : IStep<Order, Order>
{
    public abstract Task<Order> ExecuteAsync(Order state, StepContext step);

    public abstract Task CompensateAsync(Order output, StepContext step);
}
