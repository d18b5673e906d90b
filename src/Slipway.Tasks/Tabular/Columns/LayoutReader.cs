using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Tabular.Options;
using Slipway.Tasks.Tabular.Records;
using Slipway.Tensors;

namespace Slipway.Tasks.Tabular.Columns;

/// <summary>
/// Finds the columns of a model: those that its section lists, and for inputs that it does not name what the signature, the
/// labels of an input and the file say.
/// </summary>
internal sealed class LayoutReader(ModelSignature signature, TabularOptions options, TableHints hints)
{
    private const int MostRows = 1024;
    private const int MostCells = 1 << 16;

    private readonly List<string> _problems = [];

    /// <exception cref="ServingException">FailedPrecondition, reason <c>config-mismatch</c>, listing all that is wrong.</exception>
    public TableLayout Read()
    {
        var listed = options.Columns.ToLookup(InputOf, column => column, StringComparer.Ordinal);
        var inputs = new List<TableInput>();
        var first = 0;
        foreach (var spec in signature.Inputs)
        {
            if (!Fits(spec))
                continue;
            var own = listed[spec.Name].ToList();
            var columns = own.Count > 0 ? Listed(spec, own) : Found(spec);
            inputs.Add(new TableInput(spec, first, columns));
            first += columns.Count;
        }

        foreach (var twice in inputs.SelectMany(input => input.Columns).GroupBy(column => column.Name).Where(IsTwice))
        {
            _problems.Add($"there are {twice.Count()} columns '{twice.Key}'; a name is that of one");
        }

        if (_problems.Count > 0)
        {
            throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"Its columns do not fit its inputs: {string.Join("; ", _problems)}."
            )
            {
                Reason = "config-mismatch",
            };
        }

        // Without any input, nothing would say how many rows there are.
        var isSingle =
            signature.Inputs.Any(spec => spec.Shape[0] == 1) || signature.Inputs.All(spec => spec.IsOptional);
        var most = Math.Clamp(MostCells / Math.Max(1, inputs.Sum(input => input.Width)), 1, MostRows);
        return new TableLayout(inputs) { MaxRows = isSingle ? 1 : Math.Min(most, hints.MaxBatchSize ?? most) };

        static bool IsTwice(IGrouping<string, TableColumn> group) => group.Skip(1).Any();
    }

    private string InputOf(ColumnOptions column)
    {
        if (column.Input is null && signature.Inputs.Count == 1)
            return signature.Inputs[0].Name;
        var name = column.Input ?? column.Name;
        if (signature.FindInput(name) is null)
        {
            _problems.Add(
                $"the column '{column.Name}' goes to the input '{name}', which the model does not have; it has "
                    + string.Join(", ", signature.Inputs)
            );
        }

        return name;
    }

    private bool Fits(TensorSpec spec)
    {
        var shape = spec.Shape;
        var isTable =
            !spec.HasUnknownRank && shape.Rank is 1 or 2 && shape[0] is -1 or 1 && Encoders.Takes(spec.DataType);
        if (!isTable)
            _problems.Add($"the input {spec} is no table: one or two dimensions are due, the first of them free");
        return isTable;
    }

    // One column for each label, where there are as many; else a list.
    private List<TableColumn> Found(TensorSpec spec)
    {
        var width = WidthOf(spec);
        var element = Encoders.Plain(spec.DataType);
        if (width == 1)
            return [Plain(spec.Name, element, spec) with { Description = spec.Description }];
        var names = spec.Labels.Count == width ? spec.Labels : hints.FeatureNames;
        return width > 1 && names.Count == width
            ? [.. names.Select(name => Plain(name, element, spec))]
            :
            [
                Plain(spec.Name, new ListEncoder(element, Math.Max(0, width)), spec) with
                {
                    Description = spec.Description,
                },
            ];
    }

    private TableColumn Plain(string name, ColumnEncoder encoder, TensorSpec spec) =>
        new(name, encoder)
        {
            IsOptional = spec.IsOptional,
            Missing =
                hints.TakesMissing && spec.DataType is DataType.Fp32 or DataType.Fp64
                    ? MissingValue.NaN
                    : MissingValue.Error,
        };

    private List<TableColumn> Listed(TensorSpec spec, List<ColumnOptions> own)
    {
        var columns = own.ConvertAll(column => Listed(spec, column));
        var width = WidthOf(spec);
        var sum = columns.Sum(column => column.Encoder.Width);
        if (width >= 0 && sum != width)
        {
            _problems.Add(
                $"the columns of the input '{spec.Name}' make {sum} elements, where it has {width}: "
                    + string.Join(", ", columns.Select(column => $"'{column.Name}' {column.Encoder.Width}"))
            );
        }

        return columns;
    }

    private TableColumn Listed(TensorSpec spec, ColumnOptions column)
    {
        var encoder = EncoderOf(spec, column);
        var standIn = column.Default is { ValueKind: not JsonValueKind.Null } value ? JsonCells.Of(value) : default;
        var isDefault = column.Missing is MissingValue.Default || (column.Missing is null && !standIn.IsMissing);
        var plain = Plain(column.Name, encoder, spec) with
        {
            Description = column.Description,
            Example = column.Example is { } example ? JsonNode.Parse(example.GetRawText()) : null,
            Default = standIn,
        };
        if (isDefault || column.Missing is not null)
            plain = plain with { Missing = isDefault ? MissingValue.Default : column.Missing!.Value };
        return Checked(plain, spec);
    }

    // Tried once with what stands for a missing value, so that a request need not find out.
    private TableColumn Checked(TableColumn column, TensorSpec spec)
    {
        if (column.Missing == MissingValue.Error || column.IsOptional)
            return column;
        using var rows = new InputRows(spec with { Shape = new TensorShape(-1, -1) }, 1, column.Encoder.Width);
        if (column.Write(default, rows, 0) is not null)
        {
            var what = column.Missing == MissingValue.NaN ? "'missing: nan'" : $"the default {column.Default}";
            _problems.Add(
                $"{what} of the column '{column.Name}' cannot stand for a value: {column.Encoder.Expected} is due"
            );
        }

        return column;
    }

    private ColumnEncoder EncoderOf(TensorSpec spec, ColumnOptions column)
    {
        var type = spec.DataType;
        var hasCategories = column.Categories.Count > 0 || column.Map.Count > 0;
        var kind =
            column.Kind
            ?? (
                hasCategories ? ColumnKind.Category
                : type == DataType.Bytes ? ColumnKind.Text
                : type == DataType.Bool ? ColumnKind.Boolean
                : ColumnKind.Number
            );
        var isText = type == DataType.Bytes;
        if (kind == ColumnKind.Text && !isText)
            return Wrong(column, spec, "is of texts");
        if (kind is ColumnKind.Number or ColumnKind.Boolean && isText)
            return Wrong(column, spec, "is of numbers");
        if (kind is ColumnKind.Number && type == DataType.Bool)
            return Wrong(column, spec, "is of numbers");
        return kind switch
        {
            ColumnKind.Text => new TextEncoder(column.Categories),
            ColumnKind.Boolean => Encoders.Boolean(type),
            ColumnKind.Category when isText => new TextEncoder(column.Categories),
            ColumnKind.Category => Category(spec, column),
            _ => Scaled(type, column.Scale),
        };
    }

    private static ColumnEncoder Scaled(DataType type, ScaleOptions? scale) =>
        scale switch
        {
            { Mean: { } mean, Std: { } std } => Encoders.Number(type, mean, std),
            { Min: { } min, Max: { } max } => Encoders.Number(type, min, max - min),
            _ => Encoders.Number(type, 0, 1),
        };

    private ColumnEncoder Category(TensorSpec spec, ColumnOptions column)
    {
        var categories =
            column.Map.Count > 0
                ? column.Map.ToList()
                : column.Categories.Select((name, place) => KeyValuePair.Create(name, (double)place)).ToList();
        if (spec.DataType == DataType.Bool || categories.Count == 0)
            return Wrong(column, spec, "is of categories");
        try
        {
            return Encoders.Category(spec.DataType, categories, column.Encoding == CategoryEncoding.OneHot);
        }
        catch (OverflowException)
        {
            return Wrong(column, spec, "has numbers for its categories that do not fit");
        }
    }

    private ColumnEncoder Wrong(ColumnOptions column, TensorSpec spec, string what)
    {
        _problems.Add($"the column '{column.Name}' {what}, and the input '{spec.Name}' takes {spec.DataType.Name()}");
        return Encoders.Plain(spec.DataType);
    }

    private static int WidthOf(TensorSpec spec) => spec.Shape.Rank == 1 ? 1 : checked((int)spec.Shape[1]);
}
