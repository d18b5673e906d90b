using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Runtimes.Python.Loading;

namespace Slipway.Runtimes.Python.Workers;

/// <summary>
/// A worker that has loaded its model and takes one request at a time: <see cref="SendAsync"/>, then
/// <see cref="ReceiveAsync"/>. Not thread-safe but for <see cref="Kill"/> and <see cref="Interrupt"/>.
/// </summary>
internal sealed class Worker : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly WorkerSetup _setup;
    private readonly WorkerProcess _process;
    private readonly FrameConnection _connection;
    private readonly FrameBuffer _frame = new();

    private SharedRegion? _inputs;
    private SharedRegion? _outputs;
    private int _disposed;

    private Worker(WorkerSetup setup, WorkerProcess process, FrameConnection connection)
    {
        _setup = setup;
        _process = process;
        _connection = connection;
    }

    public int ProcessId { get; private set; }

    public string PythonVersion { get; private set; } = "";

    public LoadedMessage Loaded { get; private set; } = null!;

    public long StartedAt { get; } = Stopwatch.GetTimestamp();

    /// <summary>Whether it has answered a request: then it did not die of its start.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>Ends when the process does.</summary>
    public Task Exited => _process.Exited;

    public bool HasExited => _process.Exited.IsCompleted;

    /// <summary>Starts a worker and has it load the model.</summary>
    /// <exception cref="ServingException">The model cannot be loaded, or not in time.</exception>
    public static async Task<Worker> StartAsync(WorkerSetup setup, int index, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(setup.StartTimeout);
        try
        {
            var (process, socket) = await WorkerProcess.StartAsync(setup, limit.Token).ConfigureAwait(false);
            var worker = new Worker(setup, process, new FrameConnection(socket));
            try
            {
                await worker.LoadAsync(index, limit.Token).ConfigureAwait(false);
                return worker;
            }
            catch
            {
                await worker.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw LoadErrors.TooSlow(setup.Package, setup.Options.StartTimeoutSeconds);
        }
    }

    /// <summary>Hands a request over.</summary>
    /// <returns>False where the worker had gone before it could take it.</returns>
    /// <exception cref="ServingException">ResourceExhausted: there is no memory for its tensors.</exception>
    public async ValueTask<bool> SendAsync(InferenceRequest request)
    {
        ReadOnlyMemory<byte> frame;
        try
        {
            frame = ExecuteMessage.Write(_frame, request, _inputs!);
        }
        catch (Exception error) when (error is IOException or OverflowException)
        {
            throw new ServingException(
                ServingErrorCode.ResourceExhausted,
                $"Model '{_setup.Package.Name}': the inputs do not fit the memory that is shared with its workers.",
                error
            );
        }

        try
        {
            await _connection.SendAsync(frame).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>The answer to the request that was handed over.</summary>
    /// <exception cref="WorkerException">The worker is of no use any more.</exception>
    public async ValueTask<Frame> ReceiveAsync() =>
        await _connection.ReceiveAsync(CancellationToken.None).ConfigureAwait(false);

    /// <summary>Reads an answer, which for an explanation is not held against the signature; the frame is disposed.</summary>
    /// <exception cref="WorkerException">The worker is of no use any more.</exception>
    /// <exception cref="ServingException">The model failed.</exception>
    public InferenceResponse Read(Frame frame, bool isExplanation)
    {
        HasAnswered = true;
        using (frame)
        {
            var response = new InferenceResponse();
            try
            {
                switch (frame.Operation)
                {
                    case "result" or Frame.Part:
                        var signature = isExplanation ? null : Loaded.Signature;
                        ResultMessage.Read(frame, _setup.Package.Name, signature, _inputs!, _outputs!, response);
                        break;
                    case "error":
                        throw RunErrors.From(_setup.Package.Name, frame.Text("code"), frame.Text("message"));
                    default:
                        throw new WorkerException($"it answered with '{frame.Operation}'.");
                }

                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
            finally
            {
                RenewInputs(frame);
            }
        }
    }

    /// <summary>Passes over an answer that nobody waits for any more; the frame is disposed.</summary>
    public void Discard(Frame frame)
    {
        using (frame)
        {
            RenewInputs(frame);
        }
    }

    public void Kill() => _process.Kill();

    /// <summary>Asks the model to leave the request that it is computing; an answer comes all the same.</summary>
    public bool Interrupt() => !HasExited && Signals.Interrupt(ProcessId);

    public Task<string> DescribeEndAsync() => _process.DescribeEndAsync();

    /// <summary>Has a model that streams go on after a part, or end the stream.</summary>
    /// <exception cref="WorkerException">The worker has gone.</exception>
    public async ValueTask ContinueAsync(bool isLeft)
    {
        try
        {
            await _connection.SendAsync(Command(isLeft ? "leave" : "next")).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            throw new WorkerException("it has gone.", error) { IsGone = true };
        }
    }

    /// <summary>Lets the model end in an orderly way, for a short time.</summary>
    public async Task StopAsync()
    {
        try
        {
            await _connection.SendAsync(Command("stop")).ConfigureAwait(false);
            await Exited.WaitAsync(StopLimit).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or TimeoutException)
        {
            // Then it is killed.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _process.DisposeAsync().ConfigureAwait(false);
        _connection.Dispose();
        _inputs?.Dispose();
        _outputs?.Dispose();
    }

    private ReadOnlyMemory<byte> Command(string operation)
    {
        _frame.Start();
        using (var json = new Utf8JsonWriter(_frame))
        {
            json.WriteStartObject();
            json.WriteString("op", operation);
            json.WriteEndObject();
        }

        _frame.EndHeader();
        return _frame.Finish();
    }

    private async Task LoadAsync(int index, CancellationToken cancellationToken)
    {
        var package = _setup.Package;
        try
        {
            using (var hello = await _connection.ReceiveAsync(cancellationToken).ConfigureAwait(false))
            {
                ProcessId = hello["pid"].GetInt32();
                PythonVersion = hello.Text("python");
            }

            await _connection.SendAsync(LoadMessage.Write(_frame, _setup, index)).ConfigureAwait(false);
            using var answer = await _connection.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            if (answer.Operation == "failed")
            {
                var lines = answer["lines"].EnumerateArray().Select(line => line.GetString() ?? "").ToList();
                var module = answer["module"].GetString();
                throw LoadErrors.Failed(package, answer.Text("reason"), lines, module, _setup.Interpreter);
            }

            _inputs = SharedRegion.Open(answer.Text("input_region"), ProcessId, _setup.Folder.Path);
            _outputs = SharedRegion.Open(answer.Text("output_region"), ProcessId, _setup.Folder.Path);
            Loaded = LoadedMessage.Read(answer);
        }
        catch (SocketException)
        {
            throw LoadErrors.Died(package, await _process.DescribeEndAsync().ConfigureAwait(false));
        }
        catch (WorkerException error)
        {
            throw error.IsGone
                ? LoadErrors.Died(package, await _process.DescribeEndAsync().ConfigureAwait(false))
                : LoadErrors.Broken(package, error.Message);
        }
    }

    private void RenewInputs(Frame frame)
    {
        if (!frame.Root.TryGetProperty("input_region", out var path))
            return;
        var renewed = SharedRegion.Open(path.GetString() ?? "", ProcessId, _setup.Folder.Path);
        _inputs!.Dispose();
        _inputs = renewed;
    }
}
