using System.CommandLine;
using Tale.Actors.Benchmarks;
using Tale.Actors.Benchmarks.Cases;
using Tale.Actors.Benchmarks.Journals;

var journal = new Option<string>("--journal") { Description = $"One of {string.Join(", ", JournalChoice.Names)}.", DefaultValueFactory = _ => "sqlite" };
journal.AcceptOnlyFromAmong([.. JournalChoice.Names]);
var inFlight = new Option<int>("--in-flight") { Description = "Transactions at a time (restart: how many are open when the process dies).", DefaultValueFactory = _ => 256 };
var seconds = new Option<int>("--seconds") { Description = "How long to measure.", DefaultValueFactory = _ => 10 };
var warmup = new Option<int>("--warmup") { Description = "How long to run before, unmeasured.", DefaultValueFactory = _ => 10 };
var stored = new Option<int>("--stored") { Description = "Finished transactions to store before measuring (case 'stored').", DefaultValueFactory = _ => 1_000_000 };
var json = new Option<bool>("--json") { Description = "Print one line of JSON per case." };
var set = new Option<string>("--set") { Description = "HOCON that wins over the defaults, for example 'tale.steps.dispatcher = akka.actor.default-dispatcher'.", DefaultValueFactory = _ => "" };
var picture = new Option<string?>("--picture") { Description = "Draw the curves into this file, as SVG (case 'growth')." };
Option[] options = [journal, inFlight, seconds, warmup, stored, json, set, picture];
foreach (var (option, least) in new[] { (inFlight, 1), (seconds, 1), (warmup, 0), (stored, 1) })
{
    option.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() < least)
            result.AddError($"{option.Name} must be {least} or more.");
    });
}

var root = new RootCommand("Measures Tale, one line of figures a case. Run it in Release: dotnet run -c Release --project tests/Tale.Actors.Benchmarks -- holiday");
foreach (var (name, (description, run)) in BenchmarkCases.All)
{
    var command = new Command(name, description);
    foreach (var option in options)
        command.Options.Add(option);
    command.SetAction(async (parse, _) => await run(new BenchmarkOptions(
        parse.GetRequiredValue(journal), parse.GetRequiredValue(inFlight), TimeSpan.FromSeconds(parse.GetRequiredValue(seconds)),
        TimeSpan.FromSeconds(parse.GetRequiredValue(warmup)), parse.GetRequiredValue(stored), parse.GetValue(json), parse.GetRequiredValue(set), parse.GetValue(picture))));
    root.Subcommands.Add(command);
}
return await root.Parse(args).InvokeAsync();
