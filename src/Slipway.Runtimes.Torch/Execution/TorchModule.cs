using System.Runtime.InteropServices;
using Slipway.Runtimes.Torch.Inference;
using TorchSharp;
using static TorchSharp.torch;

namespace Slipway.Runtimes.Torch.Execution;

/// <summary>A loaded archive. Runs compute on the calling thread; several at a time share the weights.</summary>
internal sealed class TorchModule : IDisposable
{
    // In OpenMP, and so in libtorch, the number of threads belongs to the thread that starts the work.
    [ThreadStatic]
    private static int _threadsHere;

    private readonly jit.ScriptModule _module;
    private readonly int _threads;

    private TorchModule(jit.ScriptModule module, int threads)
    {
        _module = module;
        _threads = threads;
    }

    /// <summary>Loads a file onto the CPU, wherever it was saved, for inference.</summary>
    /// <exception cref="ExternalException">libtorch refuses it.</exception>
    public static TorchModule Load(string path, int threads)
    {
        var module = jit.load(path, DeviceType.CPU);
        try
        {
            module.eval();
            return new TorchModule(module, threads);
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    /// <summary>Types and shapes of parameters and buffers by name.</summary>
    public Dictionary<string, ParameterInfo> Parameters()
    {
        var found = new Dictionary<string, ParameterInfo>();
        foreach (var (name, parameter) in _module.named_parameters())
        {
            Add(name, parameter);
        }

        foreach (var (name, buffer) in _module.named_buffers())
        {
            Add(name, buffer);
        }

        return found;

        void Add(string name, Tensor tensor)
        {
            using (tensor)
            {
                found[name] = new ParameterInfo(TorchTypes.Of(tensor.dtype), tensor.shape);
            }
        }
    }

    /// <summary>Computes what forward returns. The tensors of the result belong to the caller's dispose scope.</summary>
    /// <exception cref="ExternalException">libtorch or the model's code refuses the values.</exception>
    public object? Forward(object?[] arguments)
    {
        if (_threadsHere != _threads)
        {
            set_num_threads(_threads);
            _threadsHere = _threads;
        }

        using var mode = inference_mode();
        return _module.forward(arguments!);
    }

    public void Dispose() => _module.Dispose();
}
