namespace Tale.Actors.Settings;

/// <summary>Says that an assembly reads a section of the configuration, and which of its embedded files has every setting of it.</summary>
/// <param name="section">The section's path.</param>
/// <param name="resource">The file's name in the assembly.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class SettingsFileAttribute(string section, string resource) : Attribute
{
    public string Section => section;

    public string Resource => resource;
}
