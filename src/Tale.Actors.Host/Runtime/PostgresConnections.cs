using Npgsql;
using Tale.Actors.Host.Errors;

namespace Tale.Actors.Host.Runtime;

/// <summary>
/// PostgreSQL databases as Npgsql's connection strings name them: one, or several that have the logs together. Whatever is said of them leaves passwords out.
/// </summary>
internal sealed class PostgresConnections
{
    /// <summary>The variable that takes the place of <c>--postgres</c>: a command line can be read by every user of a machine.</summary>
    public const string Variable = "TALE_POSTGRES";

    private readonly IReadOnlyList<NpgsqlConnectionStringBuilder> _databases;

    private PostgresConnections(IReadOnlyList<NpgsqlConnectionStringBuilder> databases) => _databases = databases;

    /// <summary>The whole connection strings, passwords included.</summary>
    public IReadOnlyList<string> Secrets => [.. _databases.Select(database => database.ConnectionString)];

    /// <exception cref="StartupException">One cannot be read; the message does not repeat it.</exception>
    public static PostgresConnections Parse(IReadOnlyList<string> texts) => new([.. texts.Select(Parse)]);

    /// <summary>The same databases with this schema first in the search path.</summary>
    public PostgresConnections In(string schema) =>
        new([.. Secrets.Select(secret => new NpgsqlConnectionStringBuilder(secret) { SearchPath = schema })]);

    public override string ToString() =>
        $"PostgreSQL database{(_databases.Count == 1 ? "" : "s")} {string.Join(", ", _databases.Select(parts => $"'{parts.Database ?? parts.Username}' on {parts.Host}"))}";

    private static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            if (new NpgsqlConnectionStringBuilder(text) is { Host.Length: > 0 } parts)
                return parts;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException)
        {
            // Said below, without the text: it may hold a password.
        }
        throw new StartupException(
            $"--postgres ({Variable}) is no connection string of Npgsql; use for example \"Host=localhost;Database=tale;Username=tale\".",
            ExitCodes.Usage);
    }
}
