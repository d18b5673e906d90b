using System.Runtime.InteropServices;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.Json.Reading;

namespace Slipway.Protocols.TensorFlowServing.Examples;

/// <summary>
/// The examples of a classify, regress or multi-inference call (TensorFlow Serving's <c>Input</c>): each a set of named
/// lists of floats, integers or byte strings, and a context that all of them share. Kept by column, so that a feature
/// of many examples is one block of memory.
/// <para>
/// <b>How a model reads them.</b> A feature is the input of the same name; its first dimension is the batch, one
/// entry per example, and the values of an example fill the other dimensions in row-major order (an input [batch] takes
/// one value each; of the others at most one may be free and follows from the number of values). Every example has
/// every input that is not optional, and nothing else. Integers may stand for floats where nothing is lost; floats never
/// stand for integers. The exception is a model whose only input is BYTES [batch], as TensorFlow's own classify and
/// regress signatures are: it gets each example serialized as <c>tensorflow.Example</c>, the context merged in, unless
/// the only feature there is has the input's name.
/// </para>
/// <para>
/// One writer at a time: <see cref="BeginContext"/> or <see cref="BeginExample"/>, then <see cref="BeginFeature"/>, then
/// its values. Owns its memory until it is disposed; <see cref="ToRequest"/> moves values out and ends the batch.
/// </para>
/// </summary>
public sealed class ExampleBatch(ModelSelector model, ExampleLimits limits) : IDisposable
{
    private readonly Dictionary<string, FeatureColumn> _byName = new(StringComparer.Ordinal);

    // Every feature of every example in the order of arrival, and of each example where its own begin.
    private readonly List<(ushort Column, int Values)> _features = [];
    private readonly List<int> _starts = [];
    private FeatureColumn? _current;
    private bool _inContext;

    /// <summary>The examples so far, the context not among them.</summary>
    public int Count => _starts.Count;

    internal ModelSelector Model => model;

    internal ExampleLimits Limits => limits;

    internal List<FeatureColumn> Columns { get; } = [];

    /// <summary>What follows belongs to the context, which may come before or after the examples.</summary>
    public void BeginContext() => (_inContext, _current) = (true, null);

    /// <summary>What follows belongs to the next example.</summary>
    public void BeginExample()
    {
        (_inContext, _current) = (false, null);
        _starts.Add(_features.Count);
    }

    /// <summary>Starts a feature of the current example or of the context; it may stay without values.</summary>
    /// <exception cref="ServingException">
    /// InvalidArgument where it is there already, or in both the context and an example.
    /// </exception>
    public void BeginFeature(string name)
    {
        if (!_byName.TryGetValue(name, out var column))
        {
            if (Columns.Count == Math.Min(limits.MaxFeatures, ushort.MaxValue))
                throw Invalid($"there are more than {limits.MaxFeatures} different features.");
            column = new FeatureColumn(name, (ushort)Columns.Count) { IsContext = _inContext };
            _byName.Add(name, column);
            Columns.Add(column);
        }
        else if (column.IsContext || _inContext)
        {
            throw column.IsContext && _inContext
                ? Invalid($"the context has feature {Show(name)} twice.")
                : Invalid($"feature {Show(name)} is both in the context and in an example; send it in one of them.");
        }

        _current = column;
        if (_inContext)
            return;
        if (column.LastExample == Count - 1)
            throw Invalid($"{Here()} has feature {Show(name)} twice.");
        column.LastExample = Count - 1;
        _features.Add((column.Index, 0));
    }

    /// <exception cref="ServingException">InvalidArgument where the feature holds values of another kind.</exception>
    public void Add(float value)
    {
        if (!Current.TryAdd(value))
            throw WrongKind($"the number {value}");
        CountOne();
    }

    /// <exception cref="ServingException">InvalidArgument where the feature holds values of another kind.</exception>
    public void Add(long value)
    {
        if (!Current.TryAdd(value))
            throw WrongKind($"the integer {value}");
        CountOne();
    }

    /// <exception cref="ServingException">InvalidArgument where the feature holds values of another kind.</exception>
    public void Add(ReadOnlySpan<byte> value)
    {
        if (!Current.TryAdd(value))
            throw WrongKind("a string");
        CountOne();
    }

    /// <summary>
    /// The request that asks <paramref name="signature"/>'s model about all examples at once, for all of its outputs.
    /// </summary>
    /// <param name="signature">The signature that is asked.</param>
    /// <param name="keep">Whether the batch is asked of another one too; else it has no values afterwards.</param>
    /// <exception cref="ServingException">
    /// InvalidArgument where the features do not fit the model; TooLarge where the context would grow too far.
    /// </exception>
    public InferenceRequest ToRequest(ModelSignature signature, bool keep = false)
    {
        if (Count == 0)
            throw Invalid("there are no examples; send at least one.");
        var request = new InferenceRequest { Model = model };
        try
        {
            if (SerializedExamples.TakesThem(this, signature))
                request.Inputs.Add(SerializedExamples.Write(this, signature.Inputs[0]));
            else
                FeatureTensors.Write(this, signature, keep, request.Inputs);
            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var column in Columns)
        {
            column.Dispose();
        }

        Columns.Clear();
        _byName.Clear();
        _current = null;
    }

    /// <summary>Of one example its features: the column of each, and how many values it has.</summary>
    internal ReadOnlySpan<(ushort Column, int Values)> FeaturesOf(int example)
    {
        var end = example + 1 < Count ? _starts[example + 1] : _features.Count;
        return CollectionsMarshal.AsSpan(_features)[_starts[example]..end];
    }

    internal ServingException Invalid(string message) =>
        ServingException.InvalidArgument($"Request for model {model}: {message}");

    internal ServingException TooLarge(string message) =>
        ServingException.TooLarge($"Request for model {model}: {message}");

    /// <summary>A caller's name in quotes, fit for a message.</summary>
    internal static string Show(string name) => MessageContext.Quote(name);

    private FeatureColumn Current =>
        _current ?? throw new InvalidOperationException("A value belongs to a feature; begin one first.");

    private string Here() => _inContext ? "the context" : $"example {Count - 1}";

    private void CountOne()
    {
        if (_inContext)
            return;
        ref var last = ref CollectionsMarshal.AsSpan(_features)[^1];
        last.Values++;
    }

    private ServingException WrongKind(string found) =>
        Invalid(
            $"feature {Show(Current.Name)} of {Here()} has {found}, which does not go with the {Current.Kind.Plural()} "
                + "before it: all values of a feature are of one kind."
        );
}
