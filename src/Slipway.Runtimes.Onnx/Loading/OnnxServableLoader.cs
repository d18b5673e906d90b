using Microsoft.ML.OnnxRuntime;
using Slipway.Errors;
using Slipway.Machine;
using Slipway.Models;
using Slipway.Runtimes.Onnx.Execution;
using Slipway.Runtimes.Onnx.Native;
using Slipway.Runtimes.Onnx.Options;

namespace Slipway.Runtimes.Onnx.Loading;

/// <summary>
/// Loads an ONNX file in this order: options, outline of the file, external data and types checked on the outline,
/// and only then the engine, which gets the path and reads a file of any size itself.
/// </summary>
internal sealed class OnnxServableLoader(ModelPackage package) : IServableLoader
{
    public ModelPackage Package => package;

    public Task<IServable> LoadAsync(CancellationToken cancellationToken) =>
        Task.Factory.StartNew<IServable>(
            () => Load(cancellationToken),
            cancellationToken,
            TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default
        );

    /// <summary>The file and its external data: weights are nearly all of what a session holds.</summary>
    public long EstimateBytes()
    {
        if (!OnnxArtifact.TryFindFile(package.ArtifactPath, out var file))
            return 0;
        var size = 0L;
        try
        {
            var outline = ReadOutline(file, OnnxArtifact.IsOrtFormat(file), out size, CancellationToken.None);
            return outline is null ? size : size + ExternalData.Check(package, file, outline.ExternalLocations);
        }
        catch (ServingException)
        {
            // Loading says what is wrong with it.
            return size;
        }
    }

    private OnnxServable Load(CancellationToken cancellationToken)
    {
        var options = OnnxOptionsReader.Read(package);
        if (!OnnxArtifact.TryFindFile(package.ArtifactPath, out var file))
        {
            if (Directory.Exists(package.ArtifactPath))
                throw LoadErrors.NotAFile(package);
            file = package.ArtifactPath;
        }

        var isOrtFormat = OnnxArtifact.IsOrtFormat(file);
        var outline = ReadOutline(file, isOrtFormat, out var fileSize, cancellationToken);
        var externalSize = 0L;
        byte[]? model = null;
        if (outline is not null)
        {
            externalSize = ExternalData.Check(package, file, outline.ExternalLocations);
            if (ClassMapRemoval.Applies(outline))
                model = WithoutClassMaps(file, outline);
            SignatureReader.CheckTypes(package, outline);
        }

        OnnxEnvironment.Ensure();
        var threads = SessionThreads.Of(options, CpuBudget.Current.Count);
        var inputsAreFixed = outline?.Inputs.TrueForAll(input => input is { HasShape: true, HasFreeDimension: false });
        using var sessionOptions = SessionOptionsFactory.Create(options, threads, isOrtFormat, inputsAreFixed ?? false);
        if (model is not null)
        {
            sessionOptions.AddSessionConfigEntry(
                "session.model_external_initializers_file_folder_path",
                Path.GetDirectoryName(file)!
            );
        }

        var session = CreateSession(file, model, sessionOptions, cancellationToken);
        try
        {
            var signature = SignatureReader.Read(package, session, outline);
            var details = DetailsReader.Read(package, session, threads, outline, fileSize, externalSize);
            return new OnnxServable(package.Name, session, signature, details, threads.Concurrency);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private ModelOutline? ReadOutline(
        string file,
        bool isOrtFormat,
        out long fileSize,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var handle = File.OpenHandle(file);
            fileSize = RandomAccess.GetLength(handle);
            if (fileSize == 0)
                throw LoadErrors.Invalid(package, "it is empty.");
            if (isOrtFormat)
                return null;
            var outline = new ModelOutlineReader(new WireReader(handle, fileSize), cancellationToken).Read();
            return outline.HasGraph ? outline : throw LoadErrors.Invalid(package, "it has no graph.");
        }
        catch (InvalidDataException error)
        {
            throw LoadErrors.Invalid(package, error.Message, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw LoadErrors.Unreadable(package, error);
        }
    }

    private byte[] WithoutClassMaps(string file, ModelOutline outline)
    {
        try
        {
            return ClassMapRemoval.Apply(File.ReadAllBytes(file), outline);
        }
        catch (InvalidDataException error)
        {
            throw LoadErrors.Invalid(package, error.Message, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw LoadErrors.Unreadable(package, error);
        }
    }

    private InferenceSession CreateSession(
        string file,
        byte[]? model,
        SessionOptions options,
        CancellationToken cancellationToken
    )
    {
        using var cancellation = cancellationToken.UnsafeRegister(
            static state => ((SessionOptions)state!).SetLoadCancellationFlag(true),
            options
        );
        try
        {
            return model is null ? new InferenceSession(file, options) : new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OnnxRuntimeException error)
        {
            throw LoadErrors.From(package, file, error);
        }
    }
}
