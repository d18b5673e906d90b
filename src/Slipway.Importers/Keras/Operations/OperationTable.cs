using Slipway.Importers.Keras.Graph;

namespace Slipway.Importers.Keras.Operations;

/// <summary>The operations of <c>keras.ops</c> that can be nodes of a Functional model.</summary>
internal static class OperationTable
{
    private static readonly Dictionary<string, Func<LayerCall, IReadOnlyList<KerasTensor>>> Entries = Build();

    public static Func<LayerCall, IReadOnlyList<KerasTensor>>? Find(string name) => Entries.GetValueOrDefault(name);

    public static void Add(
        this Dictionary<string, Func<LayerCall, IReadOnlyList<KerasTensor>>> entries,
        string name,
        Func<LayerCall, KerasTensor> map
    ) => entries[name] = call => [map(call)];

    private static Dictionary<string, Func<LayerCall, IReadOnlyList<KerasTensor>>> Build()
    {
        var entries = new Dictionary<string, Func<LayerCall, IReadOnlyList<KerasTensor>>>();
        ElementOperations.Register(entries);
        BinaryOperations.Register(entries);
        ActivationOperations.Register(entries);
        Reductions.Register(entries);
        ShapeOperations.Register(entries);
        JoinOperations.Register(entries);
        IndexOperations.Register(entries);
        ProductOperations.Register(entries);
        return entries;
    }
}
