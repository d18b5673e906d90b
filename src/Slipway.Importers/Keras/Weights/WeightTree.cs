using PureHDF;
using Slipway.Importers.Keras.Reading;

namespace Slipway.Importers.Keras.Weights;

/// <summary>
/// The groups and datasets of an archive's weights. Files written on Windows have backslashes in the names of groups;
/// here they are levels like others.
/// </summary>
internal sealed class WeightTree
{
    // Links may lead in circles, and to one group by many ways.
    private const int Depth = 64;
    private const int MostObjects = 1 << 18;

    public Dictionary<string, WeightTree> Children { get; } = [];

    public IH5Dataset? Data { get; private set; }

    /// <summary>The layer's name, which Keras 3.9 and later write down.</summary>
    public string? LayerName { get; private set; }

    public bool HasData => Data is not null || Children.Values.Any(child => child.HasData);

    public static WeightTree Read(Hdf5 file, CancellationToken cancellationToken)
    {
        var root = new WeightTree();
        var left = MostObjects;
        root.Add(file, file.Root, Depth, ref left, cancellationToken);
        return root;
    }

    public WeightTree? Child(string name) => Children.GetValueOrDefault(name);

    private void Add(Hdf5 file, IH5Group group, int depth, ref int left, CancellationToken cancellationToken)
    {
        if (depth == 0)
            throw Corrupt.File("the groups of the weights lead in circles.");
        foreach (var child in Hdf5.Children(group))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (--left < 0)
                throw Corrupt.File("the weights have more groups than models have.");
            // What training keeps does not serve.
            if (depth == Depth && child.Name is "optimizer" or "metrics" or "loss_tracker")
                continue;
            var node = this;
            foreach (var name in child.Name.Split('\\', '/'))
            {
                if (!node.Children.TryGetValue(name, out var next))
                    node.Children[name] = next = new WeightTree();
                node = next;
            }

            if (child is IH5Dataset data)
                node.Data = data;
            else if (child is IH5Group inner)
            {
                if (child.Name == "vars")
                    LayerName = file.Text(child, "name");
                node.Add(file, inner, depth - 1, ref left, cancellationToken);
            }
        }
    }
}
