using Slipway.Importers.SavedModel.Mapping;
using static Slipway.Importers.SavedModel.Operations.SliceOperations;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>
/// Python's slices, one for each dimension, as ONNX's: dimensions after an ellipsis are counted from the end, so that the
/// rank need not be known.
/// </summary>
internal sealed class SliceSpec
{
    private readonly NodeContext _node;

    public SliceSpec(NodeContext node, int count)
    {
        _node = node;
        var (added, ellipsis) = (node.Integer("new_axis_mask"), node.Integer("ellipsis_mask"));
        var at = Enumerable.Range(0, count).FirstOrDefault(i => IsSet(ellipsis, i), count);
        var shape = new List<long?>();
        var rank = node[0].Rank;
        var taken = Enumerable.Range(0, count).Count(i => i != at && !IsSet(added, i));
        // How many dimensions, in and out, come after one that is counted from the end.
        var after = Enumerable.Range(at + 1, Math.Max(0, count - at - 1)).Count(i => !IsSet(added, i));
        var outAfter = Enumerable
            .Range(at + 1, Math.Max(0, count - at - 1))
            .Count(i => IsSet(added, i) || !IsDropped(i));
        var (axis, output) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            if (i == at)
            {
                for (var skipped = taken; skipped < rank; skipped++)
                {
                    shape.Add(node[0].Shape![axis + skipped - taken]);
                }

                (axis, output) = (-after, -outAfter);
                continue;
            }

            if (IsSet(added, i))
            {
                Added.Add(output++);
                shape.Add(1);
                continue;
            }

            var dim = rank is { } known && Shapes.Axis(axis, known) is { } place ? node[0].Shape![place] : null;
            AddSlice(i, axis++, dim, shape);
            if (!IsDropped(i))
                output++;
        }

        for (var i = taken; at == count && i < rank; i++)
        {
            shape.Add(node[0].Shape![i]);
        }

        Shape = rank is null ? null : [.. shape];
    }

    public List<Bound> Starts { get; } = [];

    public List<Bound> Ends { get; } = [];

    public List<long> Axes { get; } = [];

    public List<long> Steps { get; } = [];

    /// <summary>Dimensions of one element that go.</summary>
    public List<long> Dropped { get; } = [];

    /// <summary>Dimensions of one element that come.</summary>
    public List<long> Added { get; } = [];

    public long?[]? Shape { get; }

    private static bool IsSet(long mask, int bit) => (mask >> bit & 1) != 0;

    private bool IsDropped(int index) => IsSet(_node.Integer("shrink_axis_mask"), index);

    private void AddSlice(int index, int axis, long? dim, List<long?> shape)
    {
        if (IsDropped(index))
        {
            var start = At(1, index);
            // The last element ends where the dimension does.
            var end = start.Known switch
            {
                -1 => new Bound(long.MaxValue, null),
                { } known => new Bound(known + 1, null),
                null => Next(start.Name!),
            };
            Append(axis, start, end, 1);
            Dropped.Add(axis);
            return;
        }

        var step = At(3, index).Known ?? throw _node.Cannot("has a stride that is computed");
        if (step == 0)
            throw _node.Cannot("has a stride of zero");
        var hasStart = !IsSet(_node.Integer("begin_mask"), index);
        var hasEnd = !IsSet(_node.Integer("end_mask"), index);
        if (!hasStart && !hasEnd && step == 1)
        {
            shape.Add(dim);
            return;
        }

        var from = hasStart ? At(1, index) : new Bound(step > 0 ? 0 : long.MaxValue, null);
        var to = hasEnd ? At(2, index) : new Bound(step > 0 ? long.MaxValue : long.MinValue, null);
        Append(axis, from, to, step);
        shape.Add(Length(dim, from.Known, to.Known, step));
    }

    private static long? Length(long? dim, long? from, long? to, long step)
    {
        if (dim is not { } size || from is not { } start || to is not { } end || step < 0)
            return null;
        start = Math.Clamp(start < 0 ? start + size : start, 0, size);
        end = Math.Clamp(end < 0 ? end + size : end, 0, size);
        return end <= start ? 0 : (end - start + step - 1) / step;
    }

    private void Append(int axis, Bound start, Bound end, long step)
    {
        Axes.Add(axis);
        Starts.Add(start);
        Ends.Add(end);
        Steps.Add(step);
    }

    private Bound At(int input, int index)
    {
        if (_node[input].Elements?[index] is { } known)
            return new Bound(known, null);
        var place = _node.Writer.Integers(index);
        return new Bound(null, _node.Emit("Gather", [_node.LongVector(input), place]));
    }

    private Bound Next(string start)
    {
        var isLast = _node.Emit("Equal", [start, _node.Writer.Integers(-1)]);
        var next = _node.Emit("Add", [start, _node.Writer.Integers(1)]);
        return new Bound(null, _node.Emit("Where", [isLast, _node.Writer.Integers(long.MaxValue), next]));
    }
}
