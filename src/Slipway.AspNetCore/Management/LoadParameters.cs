using Slipway.Errors;
using Slipway.Models;

namespace Slipway.AspNetCore.Management;

/// <summary>The parameters of an order to load (Triton's "Model Repository Extension", "Load").</summary>
internal static class LoadParameters
{
    private const string Config = "config";
    private const string FilePrefix = "file:";

    /// <summary>The configuration that stands in the place of the model's own; null where none is given.</summary>
    /// <exception cref="ServingException">Unsupported or InvalidArgument, naming the parameter.</exception>
    public static ModelConfig? ReadConfig(string model, IReadOnlyDictionary<string, string> parameters)
    {
        foreach (var name in parameters.Keys)
        {
            if (name.StartsWith(FilePrefix, StringComparison.Ordinal))
            {
                throw ServingException.Unsupported(
                    $"failed to load '{model}': the parameter '{name}' brings a file, which this server does not take "
                        + "over the wire. Put it into the model's folder and load the model from there."
                );
            }

            if (name != Config)
            {
                throw ServingException.InvalidArgument(
                    $"failed to load '{model}': the parameter '{name}' is not known; known: {Config}."
                );
            }
        }

        return parameters.TryGetValue(Config, out var json) ? LoadConfig.Parse(model, json) : null;
    }
}
