namespace Tale.Actors.Journal.Postgres;

/// <summary>Which of several databases one is.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Of">How many there are.</param>
/// <param name="Group">All of them; null: there is one.</param>
internal sealed record PostgresPlace(int Number, int Of, PostgresGroup? Group)
{
    /// <summary>The only one.</summary>
    public static readonly PostgresPlace Alone = new(1, 1, null);

    public int Index => Number - 1;
}
