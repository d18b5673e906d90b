using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Slipway.Errors;

namespace Slipway.Serving.Imports;

/// <summary>
/// Imports models of other frameworks, once each: what comes of one is kept under the hash of its files and of the program
/// that made it. Thread-safe; two that import the same at the same time do the work twice, and one result is kept.
/// </summary>
public sealed class ModelImporter(ImportOptions options, ILogger<ModelImporter> log)
{
    // What a model is refused for does not change with the next attempt; for the life of this process, a line each.
    private readonly ConcurrentDictionary<(string Model, string Key), ServingException> _refused = new();
    private readonly Lazy<ImportCache> _cache = new(() => ImportCache.Open(options.CacheDirectory, log));

    /// <summary>The folder with <c>model.onnx</c> and <c>import.json</c>, which is nobody's to change.</summary>
    /// <param name="model">The model's name, for messages.</param>
    /// <param name="path">The foreign file or folder.</param>
    /// <param name="format">Its format.</param>
    /// <param name="cancellationToken">Ends the import.</param>
    /// <exception cref="ServingException">
    /// Unsupported where the importer refuses the model, with its reason; FailedPrecondition where there is no importer, or
    /// the limits do not suffice.
    /// </exception>
    public async Task<string> ImportAsync(string model, string path, string format, CancellationToken cancellationToken)
    {
        if (options.Program is { } missing && !File.Exists(missing))
        {
            throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"Model '{model}' ({Path.GetFileName(path)}) has to be imported to ONNX, and the importers' program "
                    + $"'{missing}' is not there."
            )
            {
                Reason = "importer-missing",
            };
        }

        if (options.Program is not { } program)
        {
            throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"Model '{model}' ({Path.GetFileName(path)}) has to be imported to ONNX, and the importers are not installed "
                    + "with this server. Name their program with --importer, or import the model first with "
                    + "'slipway import'."
            )
            {
                Reason = "importer-missing",
            };
        }

        var key = await ContentHash.OfAsync($"{format} {ImportCache.Stamp(program)}", path, cancellationToken);
        if (_cache.Value.Find(key) is { } known)
            return known;
        if (_refused.TryGetValue((model, key), out var refusal))
            throw new ServingException(refusal.Code, refusal.Message) { Reason = refusal.Reason };
        log.Importing(model, format);
        var staging = _cache.Value.NewStaging();
        try
        {
            await ImporterProcess.RunAsync(options, program, model, path, format, staging, cancellationToken);
            return _cache.Value.Keep(key, staging);
        }
        catch (Exception e)
        {
            ImportCache.Delete(staging);
            if (e is ServingException { Code: ServingErrorCode.Unsupported } final)
                _refused[(model, key)] = final;
            throw;
        }
    }
}
