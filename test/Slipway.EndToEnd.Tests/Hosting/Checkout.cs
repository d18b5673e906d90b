namespace Slipway.EndToEnd.Tests.Hosting;

/// <summary>Where things are in the checkout and in its build output.</summary>
public static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>The server under test: SLIPWAY_SERVER where it is set (another build of it), else the one beside.</summary>
    public static string Server { get; } =
        Environment.GetEnvironmentVariable("SLIPWAY_SERVER") ?? Output("Slipway.Server", "Slipway.Server.dll");

    /// <summary>The server that also has libtorch.</summary>
    public static string TorchServer { get; } = Output("Slipway.Server.Torch", "Slipway.Server.Torch.dll");

    /// <summary>The sample of a handler that computes with TorchSharp.</summary>
    public static string TorchSharpHandler { get; } = Output("TorchSharpHandler", "TorchSharpHandler.dll");

    public static string Cli { get; } = Output("Slipway.Cli", "slipway.dll");

    /// <summary>What runs a fleet.</summary>
    public static string Supervisor { get; } = Output("Slipway.Supervisor", "Slipway.Supervisor.dll");

    /// <summary>A fleet's front door.</summary>
    public static string Gateway { get; } = Output("Slipway.Gateway", "Slipway.Gateway.dll");

    /// <summary>Slipway's operator.</summary>
    public static string Operator { get; } = Output("Slipway.Operator", "Slipway.Operator.dll");

    /// <summary>The runner of the ONNX project's cases.</summary>
    public static string Conformance { get; } = Output("Slipway.Onnx.Conformance", "Slipway.Onnx.Conformance.dll");

    /// <summary>The program of a sample in <c>samples/handlers</c>.</summary>
    public static string SampleProgram(string project) => Output(project, $"{project}.dll");

    public static string Sample(string name) => Path.Combine(Root, "samples", "models", name);

    // artifacts/bin/<project>/<configuration>/: the neighbours are built in the same configuration.
    private static string Output(string project, string file)
    {
        var own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var configuration = Path.GetFileName(own);
        return Path.GetFullPath(Path.Combine(own, "..", "..", project, configuration, file));
    }

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
