namespace Slipway.Runtimes.Onnx.Loading;

/// <summary>
/// Walks a ModelProto (onnx.proto) without taking in its weights. Every place that can hold a tensor is visited:
/// initializers, attributes, subgraphs, functions, training graphs. Repeated singular messages are visited each time,
/// since a protobuf parser merges them. Not thread-safe; one use.
/// </summary>
internal sealed class ModelOutlineReader(WireReader reader, CancellationToken cancellationToken)
{
    // ONNX Runtime's own parser gives up at this depth too.
    private const int MaxDepth = 100;
    private const int MaxNameLength = 64 * 1024;

    private readonly ModelOutline _outline = new() { FileSize = reader.Length };
    private int _depth;

    /// <summary>Reads the file from its first byte to its last.</summary>
    /// <exception cref="InvalidDataException">The file is no ONNX model, or is cut off.</exception>
    public ModelOutline Read()
    {
        while (reader.TryReadTag(reader.Length, out var field, out var wireType))
        {
            switch (field, wireType)
            {
                case (1, 0):
                    _outline.IrVersion = (long)reader.ReadVarint();
                    break;
                case (3, 2):
                    _outline.ProducerVersion = reader.ReadString(reader.Length, MaxNameLength);
                    break;
                case (7, 2):
                    _outline.HasGraph = true;
                    Enter(reader.Length, end => Graph(end, isMain: true));
                    break;
                case (8, 2):
                    Enter(reader.Length, Opset);
                    break;
                case (20, 2):
                    Enter(reader.Length, TrainingInfo);
                    break;
                case (25, 2):
                    Enter(reader.Length, Function);
                    break;
                default:
                    reader.Skip(wireType, reader.Length);
                    break;
            }
        }

        return _outline;
    }

    private void Enter(long parentEnd, Action<long> read)
    {
        if (++_depth > MaxDepth)
            throw new InvalidDataException($"Messages are nested over {MaxDepth} levels deep.");
        var end = reader.ReadEnd(parentEnd);
        read(end);
        if (reader.Position != end)
            throw reader.Broken();
        _depth--;
    }

    private void Graph(long end, bool isMain)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (reader.TryReadTag(end, out var field, out var wireType))
        {
            switch (field, wireType)
            {
                case (1, 2):
                    Enter(end, isMain ? MainNode : Node);
                    break;
                case (5, 2):
                    Enter(end, isMain ? MainInitializer : Initializer);
                    break;
                case (11, 2) when isMain:
                    _outline.Inputs.Add(ModelValueReader.Read(reader, end));
                    break;
                case (12, 2) when isMain:
                    _outline.Outputs.Add(ModelValueReader.Read(reader, end));
                    break;
                case (15, 2):
                    Enter(end, SparseTensor);
                    break;
                default:
                    reader.Skip(wireType, end);
                    break;
            }
        }
    }

    // Where an input is looked up in a table of the model, perhaps after a cast.
    private void MainNode(long end)
    {
        var (first, second, output, type) = ("", "", "", "");
        var inputs = 0;
        while (reader.TryReadTag(end, out var field, out var wireType))
        {
            switch (field, wireType)
            {
                case (1, 2) when ++inputs <= 2:
                    var name = reader.ReadString(end, MaxNameLength);
                    (first, second) = inputs == 1 ? (name, "") : (first, name);
                    break;
                case (2, 2) when output.Length == 0:
                    output = reader.ReadString(end, MaxNameLength);
                    break;
                case (4, 2):
                    type = reader.ReadString(end, MaxNameLength);
                    break;
                case (5, 2):
                    Enter(end, Attribute);
                    break;
                default:
                    reader.Skip(wireType, end);
                    break;
            }
        }

        if (type == "Gather")
            _outline.Tables.AddLookup(second, first);
        else if (type == "Cast")
            _outline.Tables.AddCast(first, output);
        else if (type == "ZipMap" && _outline.ClassMaps.Count < MaxDepth)
            _outline.ClassMaps.Add(output);
    }

    private void Subgraph(long end) => Graph(end, isMain: false);

    private void Node(long end)
    {
        while (reader.TryReadTag(end, out var field, out var wireType))
        {
            if (field == 5 && wireType == 2)
                Enter(end, Attribute);
            else
                reader.Skip(wireType, end);
        }
    }

    private void Attribute(long end)
    {
        while (reader.TryReadTag(end, out var field, out var wireType))
        {
            switch (field, wireType)
            {
                case (5 or 10, 2):
                    Enter(end, Constant);
                    break;
                case (6 or 11, 2):
                    Enter(end, Subgraph);
                    break;
                case (22 or 23, 2):
                    Enter(end, SparseTensor);
                    break;
                default:
                    reader.Skip(wireType, end);
                    break;
            }
        }
    }

    private void SparseTensor(long end)
    {
        while (reader.TryReadTag(end, out var field, out var wireType))
        {
            if (field is 1 or 2 && wireType == 2)
                Enter(end, Constant);
            else
                reader.Skip(wireType, end);
        }
    }

    private void Function(long end)
    {
        while (reader.TryReadTag(end, out var field, out var wireType))
        {
            switch (field, wireType)
            {
                case (7, 2):
                    Enter(end, Node);
                    break;
                case (11, 2):
                    Enter(end, Attribute);
                    break;
                default:
                    reader.Skip(wireType, end);
                    break;
            }
        }
    }

    private void TrainingInfo(long end)
    {
        while (reader.TryReadTag(end, out var field, out var wireType))
        {
            if (field is 1 or 2 && wireType == 2)
                Enter(end, Subgraph);
            else
                reader.Skip(wireType, end);
        }
    }

    private void Opset(long end)
    {
        var domain = "";
        var version = 0L;
        while (reader.TryReadTag(end, out var field, out var wireType))
        {
            switch (field, wireType)
            {
                case (1, 2):
                    domain = reader.ReadString(end, MaxNameLength);
                    break;
                case (2, 0):
                    version = (long)reader.ReadVarint();
                    break;
                default:
                    reader.Skip(wireType, end);
                    break;
            }
        }

        _outline.Opsets.Add(new(domain.Length == 0 ? "ai.onnx" : domain, version));
    }

    private void Initializer(long end) => _outline.ParameterCount += Tensor(end, out _, out _);

    private void MainInitializer(long end)
    {
        _outline.ParameterCount += Tensor(end, out var name, out var rows);
        _outline.Tables.AddTable(name, rows);
    }

    private void Constant(long end) => Tensor(end, out _, out _);

    private long Tensor(long end, out string name, out long rows)
    {
        (name, rows) = ("", 0);
        var elements = 1L;
        while (reader.TryReadTag(end, out var field, out var wireType))
        {
            switch (field, wireType)
            {
                case (1, 0):
                    var dim = reader.ReadVarint();
                    rows = rows == 0 ? unchecked((long)dim) : rows;
                    elements = Multiply(elements, dim);
                    break;
                case (1, 2):
                    var packedEnd = reader.ReadEnd(end);
                    while (reader.Position < packedEnd)
                    {
                        dim = reader.ReadVarint();
                        rows = rows == 0 ? unchecked((long)dim) : rows;
                        elements = Multiply(elements, dim);
                    }

                    break;
                case (8, 2):
                    name = reader.ReadString(end, MaxNameLength);
                    break;
                case (13, 2):
                    Enter(end, ExternalEntry);
                    break;
                default:
                    reader.Skip(wireType, end);
                    break;
            }
        }

        return elements;
    }

    // An entry counts also where the tensor does not say EXTERNAL: nothing honest has a stray one.
    private void ExternalEntry(long end)
    {
        var key = "";
        var value = "";
        while (reader.TryReadTag(end, out var field, out var wireType))
        {
            switch (field, wireType)
            {
                case (1, 2):
                    key = reader.ReadString(end, MaxNameLength);
                    break;
                case (2, 2):
                    value = reader.ReadString(end, MaxNameLength);
                    break;
                default:
                    reader.Skip(wireType, end);
                    break;
            }
        }

        if (key == "location")
            _outline.ExternalLocations.Add(value);
    }

    // A count for people only: nonsense in a hostile file must not throw.
    private static long Multiply(long count, ulong dim) => unchecked(count * (long)dim);
}
