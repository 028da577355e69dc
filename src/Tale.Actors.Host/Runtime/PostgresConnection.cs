using Npgsql;
using Tale.Actors.Host.Errors;

namespace Tale.Actors.Host.Runtime;

/// <summary>A PostgreSQL database as Npgsql's connection strings name it. Whatever is said of it leaves the password out.</summary>
internal sealed class PostgresConnection
{
    /// <summary>The variable that takes the place of <c>--postgres</c>: a command line can be read by every user of a machine.</summary>
    public const string Variable = "TALE_POSTGRES";

    private readonly NpgsqlConnectionStringBuilder _parts;

    private PostgresConnection(NpgsqlConnectionStringBuilder parts) => _parts = parts;

    /// <summary>The whole connection string, the password included.</summary>
    public string Secret => _parts.ConnectionString;

    /// <exception cref="StartupException">It cannot be read; the message does not repeat it.</exception>
    public static PostgresConnection Parse(string text)
    {
        try
        {
            if (new NpgsqlConnectionStringBuilder(text) is { Host.Length: > 0 } parts)
                return new PostgresConnection(parts);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException)
        {
            // Said below, without the text: it may hold a password.
        }
        throw new StartupException(
            $"--postgres ({Variable}) is no connection string of Npgsql; use for example \"Host=localhost;Database=tale;Username=tale\".",
            ExitCodes.Usage);
    }

    /// <summary>The same database with this schema first in the search path.</summary>
    public PostgresConnection In(string schema) => new(new NpgsqlConnectionStringBuilder(Secret) { SearchPath = schema });

    public override string ToString() => $"PostgreSQL database '{_parts.Database ?? _parts.Username}' on {_parts.Host}";
}
