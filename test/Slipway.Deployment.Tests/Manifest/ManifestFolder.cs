using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Tests.Manifest;

/// <summary>A folder with a manifest and what it refers to: a model <c>m.onnx</c>, a project <c>app</c>, and a file <c>f.pem</c>.</summary>
internal sealed class ManifestFolder : IDisposable
{
    public ManifestFolder(string? yaml = null)
    {
        Path = Directory.CreateTempSubdirectory("slipway-").FullName;
        Write("m.onnx", "");
        Write("app/App.csproj", "<Project/>");
        Write("f.pem", "");
        if (yaml is not null)
            Write("slipway.yaml", yaml);
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    public string File => System.IO.Path.Combine(Path, "slipway.yaml");

    public ManifestFolder Write(string name, string content)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, content);
        return this;
    }

    public ManifestReading Read(ManifestOptions? options = null) =>
        FleetManifestReader.Read(Path, options ?? new ManifestOptions { EnvironmentVariables = _ => null });

    /// <summary>The manifest of a text in which nothing is wrong.</summary>
    public static FleetManifest Valid(string yaml, ManifestOptions? options = null)
    {
        using var folder = new ManifestFolder(yaml);
        var reading = folder.Read(options);
        reading.Problems.Should().BeEmpty();
        return reading.Manifest!;
    }

    /// <summary>The problems of a text, as <c>line:column path: message</c>.</summary>
    public static IReadOnlyList<string> Problems(string yaml, ManifestOptions? options = null)
    {
        using var folder = new ManifestFolder(yaml);
        var reading = folder.Read(options);
        (reading.Manifest is null).Should().Be(reading.Problems.Count > 0);
        reading.Problems.Should().OnlyContain(problem => problem.File == folder.File || problem.Line == 0);
        return
        [
            .. reading.Problems.Select(problem =>
                $"{problem.Line}:{problem.Column} {problem.Path}: {problem.Message}".Replace(
                    folder.Path + System.IO.Path.DirectorySeparatorChar,
                    "",
                    StringComparison.Ordinal
                )
            ),
        ];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
