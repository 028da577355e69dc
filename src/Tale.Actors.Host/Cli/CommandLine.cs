using System.CommandLine;
using System.CommandLine.Parsing;
using Tale.Actors.Host.Demo;
using Tale.Actors.Host.Errors;
using Tale.Actors.Host.Node;
using Tale.Actors.Host.Runtime;
using Tale.Actors.Host.Samples.Holiday.Clients;
using Tale.Actors.Host.Samples.Holiday.Contracts;

namespace Tale.Actors.Host.Cli;

/// <summary>The commands: run a node (the default), the demo, the definitions of this build, and the spreading of logs over databases.</summary>
internal static class CommandLine
{
    private static readonly string[] LogLevels = [.. Enum.GetNames<LogLevel>().Select(name => name.ToLowerInvariant())];

    private static readonly Option<string> Data = new("--data")
    {
        Description = "The directory of the journal and everything else that the node keeps; created if missing.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "./data",
    };

    private static readonly Option<string[]> Postgres = new("--postgres")
    {
        Description = "Keep the journal in this PostgreSQL database, for example \"Host=db;Database=tale;Username=tale;Password=...\". Given several times: in "
            + $"these together, always in the same order. [default: ${PostgresConnections.Variable}, one a line, else a SQLite file in --data]",
        HelpName = "CONNECTION",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string?> Cluster = new("--cluster")
    {
        Description = "Be a node of a cluster, which the others reach at this address. Loopback only: there is no authentication yet. Needs --postgres.",
        HelpName = "HOST:PORT",
    };

    private static readonly Option<string[]> Seed = new("--seed")
    {
        Description = "A node of the cluster that this one joins; several may be given. Default: this node begins the cluster, unless --discovery is given.",
        HelpName = "HOST:PORT",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string?> Discovery = new("--discovery")
    {
        Description = "How the nodes of the cluster find each other without --seed: postgres, in the database that they share.",
        HelpName = "postgres",
        CustomParser = ParseDiscovery,
    };

    private static readonly Option<string?> ConfigPath = new("--config")
    {
        Description = "A file of settings (HOCON) that win over the defaults; hocon/ lists them. One that nobody reads is an error.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> NoSamples = new("--no-samples")
    {
        Description = "Leave the holiday sample out: its definitions, its services and their ledgers.",
    };

    private static readonly Option<string?> Urls = new("--urls")
    {
        Description = "Where to listen, several separated by ';'. Loopback only: there is no authentication yet. Port 0 takes a free one. "
            + $"[default: $ASPNETCORE_URLS, else {NodeOptions.DefaultUrls}]",
        HelpName = "URLS",
    };

    private static readonly Option<string[]> HolidayService = new("--holiday-service")
    {
        Description = "Where a service of the holiday sample is found, for example hotels=http://localhost:9000/. "
            + $"Default: this node plays all of them ({string.Join(", ", ServiceNames.All)}).",
        HelpName = "NAME=URL",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<LogLevel> Log = new("--log")
    {
        Description = $"The least severe messages to log, on standard error: {string.Join(", ", LogLevels)}.",
        HelpName = "LEVEL",
        DefaultValueFactory = _ => LogLevel.Warning,
        CustomParser = ParseLogLevel,
    };

    private static readonly Option<bool> Crash = new("--crash")
    {
        Description = "Kill the node with SIGKILL in the middle of a transaction, start it again, and watch the same transaction finish.",
    };

    private static readonly Option<bool> Operator = new("--operator")
    {
        Description = "Show people who step in: a trip is cancelled in the middle, and another one, stuck at its payment, is mended by an operator.",
    };

    private static readonly Option<bool> Three = new("--cluster")
    {
        Description = "Kill one of three nodes in the middle of thirty bookings, and watch the other two finish them. Needs --postgres.",
    };

    public static async Task<int> RunAsync(string[] args)
    {
        // The node and the demo end themselves on SIGTERM and Ctrl-C, and take the time that they need.
        var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
        var parsed = Build().Parse(args);
        try
        {
            if (parsed.Errors.Count > 0)
                throw new StartupException($"{OneLine.Of(parsed.Errors[0].Message)}; --help lists what there is.", ExitCodes.Usage);
            return await parsed.InvokeAsync(invocation);
        }
        catch (StartupException problem)
        {
            await Console.Error.WriteLineAsync($"error: {problem.Message}");
            return problem.ExitCode;
        }
        catch (Exception unforeseen)
        {
            await Console.Error.WriteLineAsync(parsed.GetResult(Log) is not null && parsed.GetValue(Log) <= LogLevel.Debug
                ? $"error: {unforeseen}"
                : $"error: {OneLine.Of(unforeseen.Message)}; run it again with --log debug in front of the command to see where that comes from.");
            return ExitCodes.Failed;
        }
    }

    private static RootCommand Build()
    {
        var root = new RootCommand(
            "Tale: durable transactions across services that share no database. Without a command, runs a node until SIGTERM or Ctrl-C.")
        {
            Data, Postgres, Cluster, Seed, Discovery, ConfigPath, Urls, NoSamples, HolidayService, Log,
        };
        root.SetAction((parsed, _) => TaleNode.RunAsync(Options(parsed)));
        var demo = new Command(
            "demo",
            "Books three holidays on a node of its own: one succeeds, one is retried, one is undone. "
            + "Exits 0 only if every service holds what it should.")
        {
            Crash, Operator, Three, Postgres,
        };
        demo.Validators.Add(parsed =>
        {
            if (new[] { Crash, Operator, Three }.Count(parsed.GetValue) > 1)
                parsed.AddError("--crash, --operator and --cluster are demos of their own; give one of them");
        });
        demo.SetAction((parsed, _) => DemoCommand.RunAsync(
            parsed.GetValue(Crash) ? CrashDemo.RunAsync
            : parsed.GetValue(Operator) ? OperatorDemo.RunAsync
            : parsed.GetValue(Three) ? ClusterDemo.RunAsync
            : HolidayDemo.RunAsync,
            Database(parsed) ?? (parsed.GetValue(Three)
                ? throw new StartupException("The nodes of demo --cluster share a PostgreSQL database; name it with --postgres.", ExitCodes.Usage)
                : null)));
        root.Add(demo);
        var definitions = new Command(
            "definitions",
            "Prints the definitions of this build as JSON and ends, without opening a database: POST it to /definitions/diff of the running "
            + "node to see which transactions in flight the build would suspend.")
        {
            NoSamples,
        };
        definitions.SetAction((parsed, _) => DefinitionsCommand.RunAsync(hasSamples: !parsed.GetValue(NoSamples)));
        root.Add(definitions);
        var spread = new Command(
            "spread",
            "Spreads the logs over more PostgreSQL databases than they are in, while no node runs: --postgres for each that has them, in their order, and then for "
            + "each new one. Interrupted, it goes on when it is run again.")
        {
            Postgres,
        };
        spread.SetAction((parsed, cancellationToken) => SpreadCommand.RunAsync(Database(parsed), cancellationToken));
        root.Add(spread);
        return root;
    }

    private static LogLevel ParseLogLevel(ArgumentResult argument)
    {
        var text = argument.Tokens.Single().Value;
        if (!LogLevels.Contains(text, StringComparer.OrdinalIgnoreCase))
            argument.AddError($"--log is '{text}'; it must be one of: {string.Join(", ", LogLevels)}");
        return Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) ? level : default;
    }

    private static string? ParseDiscovery(ArgumentResult argument)
    {
        var text = argument.Tokens.Single().Value;
        if (text != "postgres")
            argument.AddError($"--discovery is '{text}'; it must be: postgres");
        return text;
    }

    private static NodeOptions Options(ParseResult parsed)
    {
        var services = ServiceAddresses.Parse(parsed.GetValue(HolidayService)!);
        if (parsed.GetValue(NoSamples) && services.Count > 0)
            throw new StartupException("--no-samples leaves nobody who would call --holiday-service; give one of them.", ExitCodes.Usage);
        var postgres = Database(parsed);
        var file = parsed.GetValue(ConfigPath);
        return new NodeOptions
        {
            DataDirectory = parsed.GetValue(Data)!,
            Postgres = postgres,
            Cluster = Membership(parsed, postgres, services),
            Settings = file is null ? "" : ConfigFile.Read(file, postgres is not null),
            ConfigFile = file,
            Urls = parsed.GetValue(Urls) ?? Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? NodeOptions.DefaultUrls,
            HasSamples = !parsed.GetValue(NoSamples),
            HolidayAddresses = services,
            LogLevel = parsed.GetValue(Log),
        };
    }

    private static ClusterMembership? Membership(ParseResult parsed, PostgresConnections? postgres, IReadOnlyDictionary<string, Uri> services)
    {
        var seeds = parsed.GetValue(Seed)!.Select(seed => HostPort.Parse("--seed", seed)).ToList();
        var isDiscovered = parsed.GetValue(Discovery) is not null;
        if (isDiscovered && seeds.Count > 0)
            throw new StartupException("With --discovery the nodes find each other, with --seed they are told; give one of them.", ExitCodes.Usage);
        if (parsed.GetValue(Cluster) is not { } self)
        {
            return seeds.Count == 0 && !isDiscovered ? null : throw new StartupException(
                $"{(isDiscovered ? "--discovery has this node join a cluster" : "--seed names a node to join")}, and --cluster says where it is reached; give both.",
                ExitCodes.Usage);
        }
        if (postgres is null)
            throw new StartupException("The nodes of a --cluster share a PostgreSQL database; name it with --postgres.", ExitCodes.Usage);
        if (!parsed.GetValue(NoSamples) && ServiceNames.All.Any(name => !services.ContainsKey(name)))
            throw new StartupException(
                "The nodes of a --cluster share the services of the holiday sample, and do not play them: name each with --holiday-service, or leave the "
                + "sample out with --no-samples.", ExitCodes.Usage);
        return new ClusterMembership(HostPort.Parse("--cluster", self), seeds, isDiscovered);
    }

    private static PostgresConnections? Database(ParseResult parsed)
    {
        var given = parsed.GetValue(Postgres)!;
        if (given.Length == 0)
            given = (Environment.GetEnvironmentVariable(PostgresConnections.Variable) ?? "")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return given.Length == 0 ? null : PostgresConnections.Parse(given);
    }
}
