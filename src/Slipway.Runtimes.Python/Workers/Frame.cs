using System.Text.Json;

namespace Slipway.Runtimes.Python.Workers;

/// <summary>
/// A message that came. The protocol, over a stream socket: two little-endian 32-bit lengths, of the header and of the
/// payload; the header, a JSON object; the payload. One frame is under way at a time.
/// <list type="table">
/// <item><term>hello</term><description>
/// worker, once: <c>pid</c>, <c>python</c> (its version), <c>executable</c>
/// </description></item>
/// <item><term>load</term><description>
/// server, once: <c>kind</c> (code, pickle, mlflow, xgboost), <c>path</c>, <c>name</c>, <c>version</c>, <c>folder</c>,
/// <c>model_folder</c>, <c>inputs</c> and <c>outputs</c> as configured, <c>max_batch_size</c>, <c>parameters</c>,
/// <c>decoupled</c>, <c>worker</c> and <c>workers</c>, <c>memory_limit</c>, <c>trust_pickle</c>
/// </description></item>
/// <item><term>loaded</term><description>
/// worker: <c>inputs</c> and <c>outputs</c> (name, datatype, shape or null for any, optional, names, labels), <c>facts</c>,
/// <c>streams</c> and <c>explains</c>, and the paths of two regions of memory, <c>input_region</c> (the server writes) and <c>output_region</c> (the worker does)
/// </description></item>
/// <item><term>failed</term><description>
/// worker, in place of loaded: <c>reason</c>, <c>lines</c> (of the traceback), <c>module</c> (that is missing, or null)
/// </description></item>
/// <item><term>execute</term><description>
/// server: <c>id</c>, <c>explain</c>, <c>parameters</c>, <c>outputs</c> (names; none for all), <c>inputs</c>: name, datatype, shape,
/// <c>offset</c> and <c>length</c> in bytes, <c>shared</c> (in the input region, else in the payload)
/// </description></item>
/// <item><term>result</term><description>
/// worker: <c>outputs</c> as such inputs, with <c>where</c> (payload, outputs for its region, inputs for a part of the input
/// region that the model handed on); <c>input_region</c> where the model kept some of the old one, and the next request
/// goes into a new one
/// </description></item>
/// <item><term>part</term><description>
/// worker, of a model that streams: <c>outputs</c> as in result; the server answers with <c>next</c>, or with <c>leave</c>
/// where it wants no more; <c>end</c> follows the last part
/// </description></item>
/// <item><term>error</term><description>
/// worker, in place of result or end: <c>code</c> (cancelled, or a serving error's in kebab-case), <c>message</c>
/// </description></item>
/// <item><term>stop</term><description>server: the model is let go and the worker ends</description></item>
/// </list>
/// SIGUSR1 raises an exception in the model, so that a request whose caller has gone is left. The end of the connection is
/// the end of the worker.
/// </summary>
/// <param name="Header">Valid until the frame is disposed.</param>
/// <param name="Payload">Valid until the next frame is received.</param>
internal readonly record struct Frame(JsonDocument Header, ReadOnlyMemory<byte> Payload) : IDisposable
{
    /// <summary>The operation of a part.</summary>
    public const string Part = "part";

    /// <summary>The operation of the end of a stream.</summary>
    public const string End = "end";

    public JsonElement Root => Header.RootElement;

    public string Operation => Text("op");

    /// <exception cref="WorkerException">It is not there.</exception>
    public JsonElement this[string name] =>
        Root.TryGetProperty(name, out var value) ? value : throw new WorkerException($"its message has no '{name}'.");

    public string Text(string name) => this[name].GetString() ?? "";

    public void Dispose() => Header.Dispose();
}
