using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Runtimes.Torch.Options;

/// <summary>Binds and checks the <c>torch:</c> section.</summary>
internal static class TorchOptionsReader
{
    private const string Section = TorchRuntime.RuntimeName;

    /// <summary>The options of a package; the defaults where its model.yaml has no such section.</summary>
    /// <exception cref="ServingException">InvalidArgument, reason <c>invalid-config</c>.</exception>
    public static TorchOptions Read(ModelPackage package) =>
        ConfigSection.Read(package, Section, TorchJsonContext.Default.TorchOptions, "intra_op_threads: 2", Validate);

    private static void Validate(TorchOptions options, List<string> errors)
    {
        Range("intra_op_threads", options.IntraOpThreads, TorchOptions.MaxThreads);
        Range("concurrency", options.Concurrency ?? 1, TorchOptions.MaxConcurrency);

        void Range(string key, int value, int most)
        {
            if (value < 1 || value > most)
                errors.Add($"'{Section}.{key}' must be 1 to {most}, not {value}.");
        }
    }
}
