using System.IO.Compression;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Images;

/// <summary>
/// A model in Python with a package of its own, on a base that somebody else made: Podman imports this machine's Python, without
/// any package, and saves it as an archive.
/// </summary>
[Collection(nameof(ImageGroup))]
public sealed class PythonImageTests(ImageFixture images, Podman podman) : IClassFixture<Podman>
{
    private const string Interpreter = "/usr/bin/python3";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Build_WithWheels_RunsOnTheUsersPython()
    {
        ImageFixture.Require();
        Podman.Require();
        Tools.Require(File.Exists(Interpreter), "the image's Python is this machine's: apt-get install python3");
        var package = WriteModel();
        await MakeBaseAsync(images["python.tar"]);

        var (refused, _, said) = await images.ToolAsync(
            "build",
            package,
            "-t",
            "greet:1",
            "--base",
            "nano",
            "--server",
            ImageFixture.Server,
            "-o",
            $"oci:{images["no"]}"
        );
        refused.Should().Be(2);
        said.Should().Contain("--base");

        var (code, output, errors) = await images.ToolAsync(
            "build",
            package,
            "-t",
            $"{images.Host}/team/greet:1",
            "--base",
            $"oci-archive:{images["python.tar"]}",
            "--server",
            ImageFixture.Server,
            "--json"
        );
        code.Should().Be(0, errors);
        JsonElement
            .Parse(output)
            .GetProperty("platforms")[0]
            .GetProperty("layers")
            .EnumerateArray()
            .Select(layer => layer.GetProperty("kind").GetString())
            .Should()
            .Equal("base", "runtime", "server", "python", "model");
        await podman.PullAsync($"{images.Host}/team/greet:1");
        var ports = FreePorts.Take();
        using var container = podman.Start(
            "run",
            "--rm",
            "--name",
            "greet",
            "--network",
            "host",
            "--read-only",
            "--cap-drop",
            "ALL",
            "-e",
            $"SLIPWAY_HTTP_PORT={ports.Http}",
            "-e",
            $"SLIPWAY_GRPC_PORT={ports.Grpc}",
            $"{images.Host}/team/greet:1"
        );
        using var service = new RunningService(ports.Http);
        await service.WaitUntilReadyAsync(() => container.HasExited ? container.StandardError.ReadToEnd() : null);

        var answer = await service.InferAsync(
            "greet",
            """{"inputs":[{"name":"name","datatype":"BYTES","shape":[1],"data":["Ada"]}]}"""
        );

        answer.GetProperty("outputs")[0].GetProperty("data")[0].GetString().Should().Be("Hello, Ada");
        await podman.RunAsync("kill", "-s", "TERM", "greet");
        await container.WaitForExitAsync(Token);
        container.ExitCode.Should().Be(0);
    }

    private string WriteModel()
    {
        var package = images["greet"];
        Directory.CreateDirectory(Path.Combine(package, "wheels"));
        File.WriteAllText(
            Path.Combine(package, "model.py"),
            """
            import greeting
            from slipway import Tensor

            class Model:
                def predict(self, name: Tensor["str", None]) -> {"text": Tensor["str", None]}:
                    return {"text": [greeting.of(one) for one in name]}
            """
        );
        File.WriteAllText(Path.Combine(package, "requirements.txt"), "greeting==1.0\n");
        using var wheel = ZipFile.Open(
            Path.Combine(package, "wheels", "greeting-1.0-py3-none-any.whl"),
            ZipArchiveMode.Create
        );
        using (var module = new StreamWriter(wheel.CreateEntry("greeting/__init__.py").Open()))
            module.Write("def of(name):\n    return f'Hello, {name}'\n");
        using (var metadata = new StreamWriter(wheel.CreateEntry("greeting-1.0.dist-info/METADATA").Open()))
            metadata.Write("Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n");
        return package;
    }

    private async Task MakeBaseAsync(string archive)
    {
        // The interpreter, its library, and what both and the server are linked with.
        await ShellAsync(
            $"""
            set -e
            python=$(readlink -f {Interpreter})
            library=/usr/lib/$(basename "$python")
            linked=$(ldd "$python" "$library"/lib-dynload/*.so '{ImageFixture.Server}/Slipway.Server' '{ImageFixture.Server}/libonnxruntime.so' \
                /usr/lib/*/libssl.so.3 | grep -o '/[^ ]*' | grep -v ':$' | sort -u)
            tar -C / -chf '{archive}.root' --exclude=test --exclude=__pycache__ --exclude=dist-packages \
                $(echo {Interpreter} "$python" "$library" $linked /usr/lib/*/libssl.so.3 | tr ' ' '\n' | sed 's,^/,,' | sort -u)
            """
        );
        await podman.RunAsync("import", "-q", "-c", "ENV PATH=/usr/bin", $"{archive}.root", "localhost/python:1");
        await podman.RunAsync("save", "-q", "--format", "oci-archive", "-o", archive, "localhost/python:1");
    }

    private static async Task ShellAsync(string script)
    {
        var (code, _, errors) = await Tools.RunAsync("bash", ["-c", script], TimeSpan.FromMinutes(1), Token);
        code.Should().Be(0, errors);
    }
}
