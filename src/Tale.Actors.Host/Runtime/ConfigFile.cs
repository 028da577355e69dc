using Akka.Configuration;
using Tale.Actors.Host.Errors;

namespace Tale.Actors.Host.Runtime;

/// <summary>
/// The settings that <c>--config</c> names. Tale itself refuses what nobody reads in its sections, and values that cannot be used; here is
/// what concerns the file as a whole.
/// </summary>
internal static class ConfigFile
{
    private const string Journals = "akka.persistence.journal";

    // Chosen by other options, which the rest of the host goes by.
    private static readonly string[] ChosenElsewhere =
    [
        Journals + ".plugin", Journals + ".tale-sqlite.path", Journals + ".tale-sqlite.class",
        Journals + ".tale-postgres.connection-string", Journals + ".tale-postgres.connection-strings", Journals + ".tale-postgres.class", "tale.journal-plugin-id",
        "tale.index.provider", "tale.index.sqlite", "tale.index.postgres",
    ];

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isOnPostgres">Whether the node's journal is on PostgreSQL.</param>
    /// <exception cref="StartupException">It cannot be read, or says what it must not.</exception>
    public static string Read(string path, bool isOnPostgres)
    {
        var text = Text(path);
        var problem = HoconBrackets.Problem(text) ?? Problem(Parse(path, text), isOnPostgres);
        return problem is null ? text : throw Refusal(path, problem);
    }

    /// <summary>The error at start that says what is wrong in the file.</summary>
    public static StartupException Refusal(string path, string problem, Exception? cause = null) =>
        new($"The configuration file '{path}' cannot be used: {OneLine.Of(problem)}.", ExitCodes.Usage, cause);

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartupException(
                $"The configuration file '{path}' cannot be read ({OneLine.Of(error.Message)}); name another one with --config.",
                ExitCodes.Usage, error);
        }
    }

    private static Config Parse(string path, string text)
    {
        try
        {
            return ConfigurationFactory.ParseString(text);
        }
        catch (Exception error)   // the parser throws what it happens to come upon
        {
            var hint = $"write one setting a line{(text.Contains("include", StringComparison.Ordinal) ? ", and no include" : "")}";
            var what = error is NullReferenceException ? "it is no HOCON that can be read" : OneLine.Of(error.Message.Split('\n')[0]);
            throw Refusal(path, $"{what}; {hint}", error);
        }
    }

    private static string? Problem(Config config, bool isOnPostgres)
    {
        if (config.AsEnumerable().Select(item => item.Key).FirstOrDefault(name => name is not ("akka" or "tale")) is { } other)
            return $"'{other}' is read by nobody; settings are below 'tale' or 'akka'";
        if (ChosenElsewhere.FirstOrDefault(config.HasPath) is { } chosen)
            return $"'{chosen}' is chosen by --data and --postgres; delete it";
        var unused = $"{Journals}.{(isOnPostgres ? "tale-sqlite" : "tale-postgres")}";
        if (config.HasPath(unused))
            return $"'{unused}' is read by nobody, because this node's journal is {(isOnPostgres ? "on PostgreSQL" : "a SQLite file")}";
        const string Tls = "akka.remote.dot-netty.tcp.enable-ssl";
        if (config.HasPath(Tls) && config.GetString(Tls) is not ("on" or "off" or "true" or "false" or "yes" or "no") and var tls)
            return $"'{Tls}' is '{tls}'; it must be on or off";
        if (config.HasPath("akka.log-config-on-start") && config.GetString("akka.log-config-on-start") is not ("off" or "false"))
            return "'akka.log-config-on-start' would write the database's password to the log; delete it";
        return null;
    }
}
