using Google.Protobuf;
using Slipway.Importers.SavedModel.Bundle;
using Slipway.Importers.SavedModel.Proto;
using Slipway.Importers.SavedModel.Values;

namespace Slipway.Importers.SavedModel.Graphs;

/// <summary>
/// The values of the model's variables, read when they are first needed: what only training uses is never read. A variable
/// is found by what the graph restores into it, or else by its own name, or by the name that the object graph has for it.
/// </summary>
internal sealed class VariableStore
{
    private const string ObjectGraphKey = "_CHECKPOINTABLE_OBJECT_GRAPH";
    private const string ObjectValue = "/.ATTRIBUTES/VARIABLE_VALUE";

    private readonly VariablesBundle? _bundle;
    private readonly Dictionary<string, TensorValue> _values = [];
    private readonly Lazy<Dictionary<string, RestoredVariable>> _restored;
    private readonly Lazy<Dictionary<string, string>> _objects;

    public VariableStore(GraphLibrary library, string restoreOperation, VariablesBundle? bundle)
    {
        _bundle = bundle;
        _restored = new(() => RestoredVariables.Find(library, restoreOperation));
        _objects = new(FindObjects);
    }

    /// <summary>Whether a node holds a variable.</summary>
    public static bool IsVariable(GraphNode node) =>
        node.Op is "VarHandleOp" or "VariableV2" or "Variable" or "AutoReloadVariable";

    /// <exception cref="ImportException">The bundle has no such variable, or it is damaged.</exception>
    public TensorValue Read(GraphNode variable)
    {
        if (_values.TryGetValue(variable.Name, out var known))
            return known;
        if (_bundle is null)
        {
            throw new ImportException(
                ImportReasons.Corrupt,
                $"The graph has the variable '{variable.Name}', and there is no 'variables/variables.index' beside "
                    + "saved_model.pb. Copy the whole folder of the model."
            );
        }

        var value = Find(variable);
        _values.Add(variable.Name, value);
        return value;
    }

    private TensorValue Find(GraphNode variable)
    {
        var shared = variable.Text("shared_name");
        if (
            _restored.Value.TryGetValue(variable.Name, out var restored)
            || (shared.Length > 0 && _restored.Value.TryGetValue(shared, out restored))
        )
        {
            return restored.Part is null ? _bundle!.Read(restored.Key) : _bundle!.Read(restored.Key, restored.Part);
        }

        foreach (var name in new[] { variable.Name, shared })
        {
            if (name.Length == 0)
                continue;
            if (_objects.Value.TryGetValue(name, out var key) && _bundle!.Contains(key))
                return _bundle.Read(key);
            if (_bundle!.Contains(name))
                return _bundle.Read(name);
            if (_bundle.Contains(name + ObjectValue))
                return _bundle.Read(name + ObjectValue);
        }

        throw new ImportException(
            ImportReasons.Corrupt,
            $"The variable '{variable.Name}' is not among those that were saved with the model."
        );
    }

    private Dictionary<string, string> FindObjects()
    {
        var keys = new Dictionary<string, string>();
        if (_bundle?.Contains(ObjectGraphKey) != true || _bundle.Read(ObjectGraphKey).Strings is not [var bytes, ..])
            return keys;
        try
        {
            foreach (var node in TrackableObjectGraph.Parser.ParseFrom(bytes).Nodes)
            {
                foreach (var attribute in node.Attributes)
                {
                    keys.TryAdd(attribute.FullName, attribute.CheckpointKey);
                }
            }
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ImportException(ImportReasons.Corrupt, "The graph of objects in the bundle is damaged.", e);
        }

        return keys;
    }
}
