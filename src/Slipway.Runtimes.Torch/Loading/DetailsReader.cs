using System.Globalization;
using Slipway.Models;
using Slipway.Runtimes.Torch.Inference;
using Slipway.Runtimes.Torch.Native;

namespace Slipway.Runtimes.Torch.Loading;

/// <summary>The facts about a model that people want to see.</summary>
internal static class DetailsReader
{
    /// <summary>The name that Triton's clients know this engine by.</summary>
    private const string Platform = "pytorch_libtorch";

    public static ModelDetails Read(
        ModelPackage package,
        string root,
        IReadOnlyDictionary<string, ParameterInfo> parameters,
        int threads,
        bool outputsAreSeen
    )
    {
        var declared = package.Config.Inputs.Values.Any(input => input.Datatype is not null);
        KeyValuePair<string, string>[] facts =
        [
            new("format", "TorchScript"),
            new("class", root[(root.LastIndexOf('.') + 1)..]),
            new("engine", $"libtorch {LibTorch.Version}"),
            new(
                "parameters",
                Number(parameters.Values.Sum(parameter => parameter.Shape.Aggregate(1L, (a, b) => a * b)))
            ),
            new("file size", $"{Number(new FileInfo(package.ArtifactPath).Length)} bytes"),
            new("input types", declared ? "from the configuration" : "inferred from the code"),
            new(
                "output types",
                outputsAreSeen ? "seen in a run on zeros" : "from the configuration, FP32 where it says none"
            ),
            new("threads of a run", Number(threads)),
        ];
        return new ModelDetails(Platform, facts) { Description = package.Config.Description };
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
