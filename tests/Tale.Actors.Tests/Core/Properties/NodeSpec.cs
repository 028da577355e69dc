namespace Tale.Actors.Tests.Core.Properties;

/// <summary>A part of a scenario's definition.</summary>
public abstract record NodeSpec;
