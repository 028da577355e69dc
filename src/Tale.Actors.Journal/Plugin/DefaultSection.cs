using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Plugin;

/// <summary>One section of the configuration as it is delivered: a file in <c>hocon/</c>, compiled into this assembly.</summary>
internal sealed class DefaultSection
{
    private readonly string _path;
    private readonly DefaultSection? _fallback;

    /// <param name="file">The file's name.</param>
    /// <param name="path">Where the section is, in the file and in an actor system's configuration.</param>
    /// <param name="fallback">Has what the file leaves out; null when that is nothing.</param>
    public DefaultSection(string file, string path, DefaultSection? fallback = null)
    {
        _path = path;
        _fallback = fallback;
        File = ConfigurationFactory.ParseString(EmbeddedText.Read($"Tale.Actors.Journal.{file}"));
    }

    /// <summary>The whole file: the section, and what makes it the default journal or the provider of the index.</summary>
    public Config File { get; }

    /// <summary>An actor system's section with every setting that it leaves out.</summary>
    public Config Of(ActorSystem system) => Complete(system.Settings.Config.GetConfig(_path));

    /// <summary>A section with every setting that it leaves out.</summary>
    public Config Complete(Config? section)
    {
        var complete = (section ?? Config.Empty).WithFallback(File.GetConfig(_path));
        return _fallback is null ? complete : _fallback.Complete(complete);
    }
}
