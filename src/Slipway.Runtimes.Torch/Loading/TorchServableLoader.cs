using System.Runtime.InteropServices;
using Slipway.Machine;
using Slipway.Models;
using Slipway.Runtimes.Torch.Archives;
using Slipway.Runtimes.Torch.Execution;
using Slipway.Runtimes.Torch.Inference;
using Slipway.Runtimes.Torch.Native;
using Slipway.Runtimes.Torch.Options;
using Slipway.Runtimes.Torch.Scripts;
using Slipway.Tensors;

namespace Slipway.Runtimes.Torch.Loading;

/// <summary>
/// Loads a TorchScript archive in this order: options, the archive's form and what its forward declares, checksums, and only
/// then libtorch; with its parameters the types that are not declared are inferred, and a run on zeros shows the outputs.
/// </summary>
internal sealed class TorchServableLoader(ModelPackage package, TrialProgram? trial) : IServableLoader
{
    private const string Forward = "forward";

    public ModelPackage Package => package;

    public Task<IServable> LoadAsync(CancellationToken cancellationToken)
    {
        var loaded = new TaskCompletionSource<IServable>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(
            () =>
            {
                try
                {
                    loaded.SetResult(Load(cancellationToken));
                }
                catch (OperationCanceledException error)
                {
                    loaded.SetCanceled(error.CancellationToken);
                }
                catch (Exception error)
                {
                    loaded.SetException(error);
                }
            },
            CodeBounds.StackBytes
        )
        {
            IsBackground = true,
            Name = $"load {package.Name}",
        };
        thread.Start();
        return loaded.Task;
    }

    private TorchServable Load(CancellationToken cancellationToken)
    {
        var options = TorchOptionsReader.Read(package);
        try
        {
            if (!IsZip())
                throw LoadErrors.NoArchive(package);
            using var archive = ScriptArchive.Open(package.ArtifactPath);
            if (archive.IsExportedProgram)
                throw LoadErrors.ExportedProgram(package);
            if (!archive.HasCode)
                throw LoadErrors.WeightsOnly(package);
            foreach (var file in archive.CodeFiles)
            {
                CodeBounds.Check(file, archive.Code(file));
            }

            var code = new ScriptCode(archive);
            var root = archive.RootClass() ?? throw LoadErrors.Damaged(package, "its pickle names no class.");
            var forward = code.Class(root)?.Methods.GetValueOrDefault(Forward) ?? throw LoadErrors.NoForward(package);
            var tree = Outputs(code, forward);
            archive.Verify(cancellationToken);
            return Load(options, code, root, forward, tree, cancellationToken);
        }
        catch (InvalidDataException error)
        {
            throw LoadErrors.Damaged(package, error.Message, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw LoadErrors.Unreadable(package, error);
        }
    }

    private TorchServable Load(
        TorchOptions options,
        ScriptCode code,
        string root,
        ScriptFunction forward,
        OutputTree tree,
        CancellationToken cancellationToken
    )
    {
        TorchEnvironment.Ensure();
        if (trial is not null)
            TrialLoad.Run(trial, package, cancellationToken);
        var cpus = CpuBudget.Current.Count;
        var threads = Math.Min(options.IntraOpThreads, cpus);
        var module = LoadModule(threads);
        try
        {
            var parameters = module.Parameters();
            var flow = new InputFlow(code, parameters, forward.Parameters.Count);
            flow.Follow(root, forward);
            var inputs = ForwardReader.Read(package, forward, flow.Evidence, FloatingType(parameters));
            var probe = new OutputProbe(module, tree, inputs, flow.Evidence);
            // Of two sizes, since only that shows which dimension of an output is the batch.
            var first = probe.Run(2, cancellationToken);
            var second = first is null ? null : probe.Run(3, cancellationToken);
            var outputs = OutputReader.Read(package, tree, inputs, first, second);
            var signature = new ModelSignature(
                [.. inputs.Where(input => input.Spec is not null).Select(input => input.Spec!)],
                outputs
            );
            var details = DetailsReader.Read(package, root, parameters, threads, first is not null);
            var concurrency = options.Concurrency ?? Math.Max(1, cpus / threads);
            return new TorchServable(package.Name, module, inputs, signature, details, concurrency);
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    private TorchModule LoadModule(int threads)
    {
        try
        {
            return TorchModule.Load(package.ArtifactPath, threads);
        }
        catch (ExternalException error)
        {
            throw LoadErrors.From(package, error.Message, error);
        }
    }

    private OutputTree Outputs(ScriptCode code, ScriptFunction forward)
    {
        var tree = new OutputTree(forward.Returns ?? ScriptType.Tensor, code.Class);
        if (tree.HasDict)
            throw LoadErrors.DictOutput(package, tree.Type.ToString());
        return tree.Unsupported() is { } type ? throw LoadErrors.UnsupportedOutput(package, type.ToString()) : tree;
    }

    private bool IsZip()
    {
        Span<byte> head = stackalloc byte[4];
        using var file = File.OpenRead(package.ArtifactPath);
        return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && head.SequenceEqual("PK\u0003\u0004"u8);
    }

    /// <summary>The floating-point type of most parameters.</summary>
    private static DataType FloatingType(Dictionary<string, ParameterInfo> parameters) =>
        parameters
            .Values.Select(parameter => parameter.Type)
            .Where(type => type is DataType.Fp16 or DataType.BF16 or DataType.Fp32 or DataType.Fp64)
            .GroupBy(type => type!.Value)
            .OrderByDescending(group => group.Count())
            .Select(group => group.Key)
            .FirstOrDefault(DataType.Fp32);
}
