using System.Diagnostics;
using Akka.Actor;
using Tale.Actors.Client;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Protocol;

namespace Tale.Actors.Operations;

/// <summary>Asks the book, on this node or another one of its cluster, and asks again what has no answer: every question may be.</summary>
internal sealed class TaleOperations : ITaleOperations
{
    /// <summary>The book's name among the system's actors.</summary>
    private const string BookName = "tale-operations";

    private readonly ExtendedActorSystem _system;
    private readonly string _incarnation = Guid.NewGuid().ToString("N");
    private readonly OperationServices _services;
    private readonly IActorRef _book;

    private TaleOperations(ExtendedActorSystem system, OperationServices services, IActorRef book) =>
        (_system, _services, _book) = (system, services, book);

    /// <summary>From now on operations are accepted here, and those that are at work go on.</summary>
    /// <param name="startOnly">Starts the one book that there is.</param>
    public static TaleOperations Start(ExtendedActorSystem system, OperationServices services, Func<Props, string, IActorRef> startOnly)
    {
        var book = Props.CreateBy(new Producer<OperationBook>(() => new OperationBook(services)));
        return new(system, services, startOnly(OperationBook.Supervised(book, services.Settings.RestartMaxBackoff), BookName));
    }

    public async Task<OperationView> StartAsync(OperationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request = request with { OperationId = request.OperationId ?? Guid.CreateVersion7().ToString("N") };
        var id = request.OperationId;
        if (!OperationIds.IsValid(id))
            throw new OperationRejectedException(id, RejectionReason.InvalidId, OperationIds.Problem(id));
        if (OperationCheck.Problem(request) is { } problem)
            throw new OperationRejectedException(id, RejectionReason.InvalidCommand, problem);
        return View(id, await AskAsync(id, new OperationQuestion.Start(request), cancellationToken))!;
    }

    public async Task<OperationView?> GetAsync(string operationId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operationId);
        return View(operationId, await AskAsync(operationId, new OperationQuestion.Get(operationId), cancellationToken));
    }

    public async Task<IReadOnlyList<OperationView>> ListAsync(CancellationToken cancellationToken = default)
    {
        var answer = await AskAsync("", new OperationQuestion.List(), cancellationToken);
        if (answer is not OperationAnswer.Ids { OperationIds: var ids })
            throw Refusal("", answer);
        var views = await Task.WhenAll(ids.Select(id => GetAsync(id, cancellationToken)));
        return [.. views.OfType<OperationView>()];   // one may have been forgotten meanwhile
    }

    public async Task<OperationView?> StopAsync(string operationId, string who, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operationId);
        if (OperationCheck.WhoProblem(who) is { } problem)
            throw new OperationRejectedException(operationId, RejectionReason.InvalidCommand, problem);
        return View(operationId, await AskAsync(operationId, new OperationQuestion.Stop(operationId, who), cancellationToken));
    }

    private async Task<OperationAnswer> AskAsync(string id, OperationQuestion question, CancellationToken cancellationToken)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            try
            {
                var answer = await AskOnceAsync(question, cancellationToken);
                // Another node that stops has it, and the next one is about to.
                if (answer is not OperationAnswer.Rejected { Reason: RejectionReason.Stopping } || _services.IsStopping() || watch.Elapsed > _services.Settings.AskTimeout)
                    return answer;
                await Task.Delay(_services.Settings.RewatchInterval, cancellationToken);
            }
            catch (TimeoutException) when (watch.Elapsed < _services.Settings.AskTimeout)
            {
                // The actor that had it may have ended.
            }
            catch (TimeoutException e)
            {
                throw new TimeoutException(
                    $"No answer about {(id.Length == 0 ? "the operations" : $"the operation '{id}'")} within "
                    + $"{_services.Settings.AskTimeout} (tale.client.ask-timeout). Ask again.", e);
            }
        }
    }

    /// <summary>Not by Akka's own question: the names of those who ask begin anew in every process, and an answer to one that has ended would do for another.</summary>
    private async Task<OperationAnswer> AskOnceAsync(OperationQuestion question, CancellationToken cancellationToken)
    {
        var asker = new AnswerRef(_system.Provider, _incarnation, passAccepted: false, outlivesRegion: false);
        try
        {
            _book.Tell(question, asker);
            return (OperationAnswer)await asker.Answer.WaitAsync(_services.Settings.RewatchInterval, cancellationToken);
        }
        finally
        {
            asker.Close();
        }
    }

    private static OperationView? View(string id, OperationAnswer answer) => answer switch
    {
        OperationAnswer.View view => view.Operation,
        OperationAnswer.NotFound => null,
        _ => throw Refusal(id, answer),
    };

    private static OperationRejectedException Refusal(string id, OperationAnswer answer) => answer is OperationAnswer.Rejected rejected
        ? new OperationRejectedException(id, rejected.Reason, rejected.Message)
        : throw new InvalidOperationException($"The book of operations answered with {answer.GetType().Name}.");
}
