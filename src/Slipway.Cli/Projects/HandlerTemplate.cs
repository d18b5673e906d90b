using System.Security;

namespace Slipway.Cli.Projects;

/// <summary>Writes the project of a new handler.</summary>
internal static class HandlerTemplate
{
    private const string Library = "Slipway.AspNetCore";

    /// <summary>Writes the files into a folder that is empty, or is not there yet; gives their names.</summary>
    /// <param name="name">The model.</param>
    /// <param name="folder">Where to, absolute.</param>
    /// <param name="shownFolder">The same as the user would type it.</param>
    /// <param name="checkout">The source checkout that the tool is of, which is then referred to; null for the package.</param>
    /// <exception cref="CliException">The folder holds something.</exception>
    public static IReadOnlyList<string> Write(HandlerName name, string folder, string shownFolder, string? checkout)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw CliException.Usage(
                $"{folder} is there already and is not empty; nothing was written. Choose another place with --output."
            );
        }

        var values = new Dictionary<string, string>
        {
            ["Name"] = name.Model,
            ["Namespace"] = name.Identifier,
            ["Assembly"] = name.Identifier,
            ["Prefix"] = name.Identifier,
            ["Class"] = $"{name.Identifier}Handler",
            ["Folder"] = shownFolder,
            ["Reference"] = Reference(folder, checkout),
        };
        List<(string File, string Template)> files =
        [
            ($"{name.Identifier}.csproj", "Project.csproj"),
            ("Program.cs", "Program.cs"),
            ($"{name.Identifier}Handler.cs", "Handler.cs"),
            ("README.md", "README.md"),
            (".gitignore", "gitignore"),
        ];
        if (checkout is not null && IsWithin(folder, checkout))
            files.AddRange([
                ("Directory.Build.props", "Isolation.props"),
                ("Directory.Packages.props", "Packages.props"),
                (".editorconfig", "Isolation.editorconfig"),
            ]);

        Directory.CreateDirectory(folder);
        foreach (var (file, template) in files)
        {
            File.WriteAllText(Path.Combine(folder, file), Fill(template, values));
        }

        return files.ConvertAll(file => file.File);
    }

    // Packages are versioned with the tool.
    private static string Reference(string folder, string? checkout)
    {
        if (checkout is null)
            return $"""<PackageReference Include="{Library}" Version="{ToolVersion.Short}" />""";
        var project = Path.Combine(checkout, "src", Library, $"{Library}.csproj");
        // Relative within the checkout, which may be moved; absolute from elsewhere, where the project may be.
        var path = IsWithin(folder, checkout) ? Path.GetRelativePath(folder, project) : project;
        return $"""<ProjectReference Include="{SecurityElement.Escape(path)}" />""";
    }

    private static bool IsWithin(string folder, string checkout) =>
        folder.StartsWith(checkout + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Fill(string template, Dictionary<string, string> values)
    {
        using var stream = typeof(HandlerTemplate).Assembly.GetManifestResourceStream($"template.{template}")!;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        foreach (var (name, value) in values)
        {
            text = text.Replace($"{{{{{name}}}}}", value, StringComparison.Ordinal);
        }

        return text;
    }
}
