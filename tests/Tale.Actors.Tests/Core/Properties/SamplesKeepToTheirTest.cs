using System.Runtime.CompilerServices;
using CsCheck;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>
/// A property's samples are taken on the thread of its test. CsCheck would hold threads of the pool as well, for as long as the whole sample takes,
/// and on a busy machine the pool makes a new one after many seconds only: the actors of tests that run beside it would stand still.
/// </summary>
internal static class SamplesKeepToTheirTest
{
    [ModuleInitializer]
    internal static void Begin() => Check.Threads = 1;
}
