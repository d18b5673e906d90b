using System.Xml.Linq;

namespace Slipway.Architecture.Tests;

/// <summary>The layout's arrows between projects, read from the project files.</summary>
public sealed class ProjectArrowsTests
{
    /// <summary>What each project may refer to. A project that is not here fails the test: decide, then add it.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Slipway.Abstractions"] = [],
        // Models come from registries, too, and archives are unpacked by the same code as layers (ADR 0023).
        ["Slipway.Serving"] = ["Slipway.Abstractions", "Slipway.Configuration", "Slipway.Oci"],
        ["Slipway.Configuration"] = ["Slipway.Abstractions"],
        ["Slipway.Deployment"] = ["Slipway.Abstractions", "Slipway.Configuration"],
        // Who runs a fleet and who routes its requests are processes of their own (ADR 0026).
        ["Slipway.Supervisor"] = ["Slipway.Abstractions", "Slipway.Containers", "Slipway.Deployment"],
        // The tool loads images, the supervisor runs them; who only makes images needs no engine (ADR 0028).
        ["Slipway.Containers"] = ["Slipway.Abstractions"],
        // KubernetesClient is heavy, and who runs a fleet on one machine needs none of it (ADR 0029).
        ["Slipway.Kubernetes"] = ["Slipway.Abstractions", "Slipway.Configuration", "Slipway.Deployment"],
        ["Slipway.Operator"] = ["Slipway.Abstractions", "Slipway.Deployment", "Slipway.Kubernetes"],
        // On Kubernetes it makes its routes of the resources itself (ADR 0029).
        ["Slipway.Gateway"] =
        [
            "Slipway.Abstractions",
            "Slipway.Configuration",
            "Slipway.Deployment",
            "Slipway.Kubernetes",
            "Slipway.Protocols",
        ],
        ["Slipway.Protocols"] = ["Slipway.Abstractions"],
        ["Slipway.Oci"] = ["Slipway.Abstractions"],
        ["Slipway.Onnx"] = [],
        ["Slipway.Importers"] = ["Slipway.Onnx"],
        ["Slipway.Runtimes.Onnx"] = ["Slipway.Abstractions"],
        ["Slipway.Runtimes.Python"] = ["Slipway.Abstractions"],
        ["Slipway.Runtimes.Torch"] = ["Slipway.Abstractions"],
        ["Slipway.Tasks"] = ["Slipway.Abstractions"],
        ["Slipway.AspNetCore"] = ["Slipway.Abstractions", "Slipway.Serving", "Slipway.Protocols", "Slipway.Tasks"],
        // The importers are started by it, and built with it; their code is not in it.
        ["Slipway.Server"] =
        [
            "Slipway.Abstractions",
            "Slipway.AspNetCore",
            "Slipway.Importers",
            "Slipway.Runtimes.Onnx",
            "Slipway.Runtimes.Python",
            "Slipway.Serving",
            "Slipway.Tasks",
        ],
        // The same host with one runtime more (ADR 0015).
        ["Slipway.Server.Torch"] =
        [
            "Slipway.Abstractions",
            "Slipway.Runtimes.Torch",
            "Slipway.Server",
            "Slipway.Serving",
        ],
        ["Slipway.Client"] = ["Slipway.Abstractions", "Slipway.Protocols"],
        ["Slipway.Cli"] =
        [
            "Slipway.Abstractions",
            "Slipway.Client",
            "Slipway.Configuration",
            "Slipway.Containers",
            "Slipway.Deployment",
            "Slipway.Kubernetes",
            "Slipway.Oci",
        ],
    };

    /// <summary>Packages that would give a project a half it must not see.</summary>
    private static readonly Dictionary<string, string[]> ForbiddenPackages = new()
    {
        ["Slipway.Abstractions"] = [""],
        ["Slipway.Serving"] = ["Grpc", "Google.Protobuf", "Microsoft.AspNetCore", "Microsoft.ML"],
        ["Slipway.Protocols"] = ["Microsoft.AspNetCore", "Microsoft.ML"],
        ["Slipway.Tasks"] = ["Microsoft.AspNetCore", "Microsoft.ML.OnnxRuntime", "Google.Protobuf"],
        ["Slipway.Oci"] = ["Microsoft.ML", "Microsoft.AspNetCore"],
        ["Slipway.Configuration"] = ["Microsoft.ML", "Microsoft.AspNetCore"],
        ["Slipway.Containers"] = ["Microsoft.ML", "Microsoft.AspNetCore"],
        ["Slipway.Deployment"] = ["Microsoft.ML", "Microsoft.AspNetCore", "Microsoft.Data.Sqlite", "Yarp", "Docker"],
        ["Slipway.Kubernetes"] = ["Microsoft.ML", "Microsoft.AspNetCore", "Yarp"],
        ["Slipway.Operator"] = ["Microsoft.ML", "Yarp", "MudBlazor", "Microsoft.Data.Sqlite"],
        ["Slipway.Supervisor"] = ["Microsoft.ML", "Yarp", "MudBlazor", "KubernetesClient"],
        ["Slipway.Gateway"] = ["Microsoft.ML", "Microsoft.Data.Sqlite"],
        ["Slipway.Onnx"] = ["Microsoft.ML"],
        ["Slipway.Importers"] = ["Microsoft.ML", "Microsoft.AspNetCore"],
        ["Slipway.Runtimes.Python"] = ["Microsoft.ML", "Microsoft.AspNetCore"],
        ["Slipway.Runtimes.Torch"] = ["Microsoft.ML", "Microsoft.AspNetCore", "libtorch", "TorchSharp-"],
        ["Slipway.Server"] = ["TorchSharp", "libtorch"],
        ["Slipway.Server.Torch"] = ["libtorch", "TorchSharp-"],
        ["Slipway.Cli"] = ["Microsoft.ML", "Microsoft.AspNetCore"],
        ["Slipway.Client"] = ["Microsoft.ML", "Grpc.AspNetCore"],
    };

    private static readonly string Root = FindRoot();

    public static TheoryData<string> Projects =>
        new(
            Directory
                .EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
                .Select(file => Path.GetFileNameWithoutExtension(file))
                .Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_AreTheLayouts(string project)
    {
        Allowed.Should().ContainKey(project, "each project's arrows are decided here");
        References(project, "ProjectReference")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Should()
            .BeSubsetOf(Allowed[project]);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_Packages_StayOnItsSide(string project)
    {
        var forbidden = ForbiddenPackages.GetValueOrDefault(project, []);
        References(project, "PackageReference")
            .Concat(References(project, "FrameworkReference"))
            .Where(package => forbidden.Any(prefix => package.StartsWith(prefix, StringComparison.Ordinal)))
            .Should()
            .BeEmpty();
    }

    [Fact]
    public void Projects_Names_SayWhatTheyAre() =>
        Allowed
            .Keys.Should()
            .NotContain(name =>
                name.EndsWith("Common", StringComparison.Ordinal) || name.EndsWith("Utils", StringComparison.Ordinal)
            );

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument
            .Load(Path.Combine(Root, "src", project, $"{project}.csproj"))
            .Descendants(kind)
            .Select(reference => (string)reference.Attribute("Include")!);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Slipway.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests run from the build output of a checkout.");
    }
}
