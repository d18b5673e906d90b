using System.Security.Cryptography;
using System.Text;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>
/// The names of one model in the document: its path, and keys of the characters that OpenAPI 3.1 allows for components
/// ("Components Object"). All depend on nothing but the model, so that they are the same after each restart.
/// </summary>
internal sealed class ApiNames
{
    private readonly string _key;
    private readonly string _version;

    /// <summary>Names <paramref name="model"/>.</summary>
    /// <param name="model">One version of a model.</param>
    /// <param name="withVersion">Whether the path names the version: for all but the one that requests reach without.</param>
    public ApiNames(ServedModel model, bool withVersion)
    {
        _key = Sanitize(model.Name);
        _version = withVersion ? $"Version{model.Version}" : "";
        var path = "/models/" + Uri.EscapeDataString(model.Name) + (withVersion ? $"/versions/{model.Version}" : "");
        (Path, TensorFlowPath, TypedPath) = ("/v2" + path, "/v1" + path, path);
        Tag = withVersion ? $"{model.Name} (version {model.Version})" : model.Name;
    }

    /// <summary>Percent-encoded, without a slash at the end.</summary>
    public string Path { get; }

    /// <summary>The same on the surface of TensorFlow Serving and KServe V1.</summary>
    public string TensorFlowPath { get; }

    /// <summary>The same where the model is asked in the words of its task.</summary>
    public string TypedPath { get; }

    /// <summary>The name of the group of operations.</summary>
    public string Tag { get; }

    /// <summary>For example <c>infer_iris</c>, <c>inferVersion3_iris</c>.</summary>
    public string OperationId(string verb) => $"{verb}{_version}_{_key}";

    /// <summary>For example <c>iris.InferRequest</c>, <c>iris.Version3InferRequest</c>.</summary>
    public string Component(string kind) => $"{_key}.{_version}{kind}";

    // Two names must not fall together: what had to be replaced is told apart by a hash.
    private static string Sanitize(string name)
    {
        var key = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            key.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_');
        }

        var clean = key.ToString();
        if (clean == name)
            return name;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        return $"{clean}-{Convert.ToHexStringLower(hash.AsSpan(0, 4))}";
    }
}
