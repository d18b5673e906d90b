using System.Text;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Configuration;

namespace Slipway.AspNetCore.Management;

/// <summary>The parameters of an order to load (Triton's "Model Repository Extension", "Load").</summary>
internal static class LoadParameters
{
    private const string Config = "config";
    private const string FilePrefix = "file:";

    // NAME_MAX of Linux.
    private const int LongestName = 255;

    /// <summary>The configuration that stands in the place of the model's own; null where none is given.</summary>
    /// <param name="model">The model.</param>
    /// <param name="parameters">What came with the order.</param>
    /// <param name="folder">The model's folder, for the files that the configuration names.</param>
    /// <exception cref="ServingException">Unsupported or InvalidArgument, naming the parameter.</exception>
    public static ModelConfig? ReadConfig(string model, IReadOnlyDictionary<string, string> parameters, string folder)
    {
        foreach (var name in parameters.Keys)
        {
            if (name.StartsWith(FilePrefix, StringComparison.Ordinal))
            {
                CheckLength(model, name[FilePrefix.Length..]);
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

        if (!parameters.TryGetValue(Config, out var json))
            return null;
        try
        {
            return TritonConfigFormat.ReadJson(json, folder);
        }
        catch (ServingException e)
        {
            throw new ServingException(e.Code, $"failed to load '{model}': {e.Message}", e) { Reason = e.Reason };
        }
    }

    // A name that no file can have. Internal, and in these words: Triton's clients ask for both.
    private static void CheckLength(string model, string path)
    {
        foreach (var part in path.Split('/'))
        {
            if (Encoding.UTF8.GetByteCount(part) > LongestName)
            {
                throw ServingException.Internal(
                    $"failed to load '{model}', failed to poll from model repository: a file name of a parameter "
                        + $"'{FilePrefix}…' is over {LongestName} bytes long."
                );
            }
        }
    }
}
