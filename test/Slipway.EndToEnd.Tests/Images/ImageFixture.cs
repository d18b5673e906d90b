using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Oci.Tests.Registries;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Images;

/// <summary>
/// A registry, a proxy before it that counts what is sent, and images of two models built by the tool: a copy of the iris sample,
/// and one that computes for as long as it is asked to. The server in them is the one that was published beforehand.
/// </summary>
public sealed class ImageFixture : IAsyncLifetime
{
    // A project is compiled with all that it refers to.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    private readonly TempFolder _folder = new();
    private DockerRegistry? _registry;
    private FaultyProxy? _proxy;

    /// <summary>Where 'slipway build' puts what it publishes for this platform; another by SLIPWAY_IMAGE_SERVER.</summary>
    public static string Server { get; } =
        Environment.GetEnvironmentVariable("SLIPWAY_IMAGE_SERVER")
        ?? Path.Combine(Checkout.Root, "artifacts", "images", "linux-x64");

    /// <summary>The model package, which may be changed.</summary>
    public string Iris => _folder["iris"];

    /// <summary>The registry.</summary>
    public string Host => _registry!.Host;

    /// <summary>The same registry, through the proxy.</summary>
    public string CountedHost => _proxy!.Host;

    /// <summary>To <see cref="CountedHost"/>.</summary>
    public long BytesSent => _proxy!.BytesToRegistry;

    public string this[string name] => _folder[name];

    public async ValueTask InitializeAsync()
    {
        if (!IsComplete)
            return;
        _registry = await DockerRegistry.StartAsync();
        _proxy = new FaultyProxy(_registry.Port);
        foreach (var file in new DirectoryInfo(Checkout.Sample("iris")).EnumerateFiles())
            _folder.Write($"iris/{file.Name}", await File.ReadAllBytesAsync(file.FullName));
        _folder.Model("slow/model.onnx", TestModels.Slow());
        await BuildAsync(Iris, "-t", $"{Host}/team/iris:1");
        await BuildAsync(_folder["slow"], "-t", $"{Host}/team/slow:1");
    }

    /// <summary>Skips the test where something is missing that CI has.</summary>
    public static void Require()
    {
        Tools.Require(
            Tools.IsOnPath("docker-registry"),
            "docker-registry is not installed: apt-get install docker-registry"
        );
        RequireServer();
    }

    /// <summary>Skips the test where no image of a model can be made.</summary>
    public static void RequireServer()
    {
        Tools.Require(Tools.IsOnPath("dpkg-deb"), "the base 'nano' is made of packages of Debian or Ubuntu");
        Tools.Require(
            Directory.Exists(Server),
            "no server was published for images: './slipway build' does it, or 'dotnet publish src/Slipway.Server -c Release -r "
                + "linux-x64 -o artifacts/images/linux-x64'"
        );
    }

    private static bool IsComplete =>
        Tools.IsOnPath("docker-registry") && Tools.IsOnPath("dpkg-deb") && Directory.Exists(Server);

    /// <summary>Runs 'slipway build' on the base 'nano', and returns what it says of the image.</summary>
    public async Task<JsonElement> BuildAsync(string model, params string[] arguments)
    {
        var (code, output, errors) = await ToolAsync([
            "build",
            model,
            "--base",
            "nano",
            "--server",
            Server,
            "--json",
            .. arguments,
        ]);
        code.Should().Be(0, errors);
        return JsonElement.Parse(output);
    }

    /// <summary>The same of a project, with which goes no server of ours.</summary>
    public async Task<JsonElement> BuildProjectAsync(string project, params string[] arguments)
    {
        var (code, output, errors) = await ToolAsync([
            "build",
            project,
            "--base",
            "nano",
            "--lock-file",
            _folder["project.lock"],
            "--json",
            .. arguments,
        ]);
        code.Should().Be(0, errors);
        return JsonElement.Parse(output);
    }

    /// <summary>Runs the tool to its end, with a cache that only these tests have.</summary>
    public Task<(int ExitCode, string Output, string Errors)> ToolAsync(params IEnumerable<string> arguments) =>
        Tools.RunAsync(
            "env",
            [$"XDG_CACHE_HOME={_folder["cache"]}", "dotnet", Checkout.Cli, .. arguments],
            Limit,
            TestContext.Current.CancellationToken
        );

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        if (_registry is not null)
            await _registry.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>Classes of tests of images, one after the other.</summary>
[CollectionDefinition(nameof(ImageGroup))]
public sealed class ImageGroup : ICollectionFixture<ImageFixture>;
