using Slipway.Models;
using Slipway.Serving.Configuration;

namespace Slipway.Serving.Sources;

/// <summary>
/// The configuration file of a folder: <c>model.yaml</c>, else the first of the foreign formats that there is.
/// </summary>
internal sealed class ConfigFiles(PackageForms forms)
{
    public const string Own = "model.yaml";

    /// <summary>Its path, or null.</summary>
    public string? Find(string folder) =>
        forms
            .Formats.Select(format => format.FileName)
            .Prepend(Own)
            .Select(name => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <exception cref="Errors.ServingException">Everything that is wrong with it.</exception>
    public ModelConfig Read(string? file)
    {
        if (file is null)
            return new ModelConfig();
        var name = Path.GetFileName(file);
        return name == Own
            ? ModelConfigReader.Read(file, forms.Sections)
            : forms.Formats.First(format => format.FileName == name).Read(file);
    }
}
