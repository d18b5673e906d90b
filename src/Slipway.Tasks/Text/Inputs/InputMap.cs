using System.Diagnostics.CodeAnalysis;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Tasks.Text.Inputs;

/// <summary>Which input of a model is for what, and what is fixed about them. Immutable.</summary>
internal sealed class InputMap
{
    private readonly List<(InputRole Role, TensorSpec Spec)> _inputs;

    private InputMap(List<(InputRole Role, TensorSpec Spec)> inputs)
    {
        _inputs = inputs;
        var ids = Find(InputRole.Ids)!.Shape;
        Rows = ids[0] > 0 ? (int)Math.Min(ids[0], int.MaxValue) : null;
        Length = ids[1] > 0 ? (int)Math.Min(ids[1], int.MaxValue) : null;
        CharactersPerToken = Find(InputRole.Characters) is { } characters ? (int)characters.Shape[2] : 0;
    }

    public IReadOnlyList<(InputRole Role, TensorSpec Spec)> Inputs => _inputs;

    /// <summary>Rows of a request where the model takes so many only.</summary>
    public int? Rows { get; }

    /// <summary>Tokens of a row where the model takes so many only.</summary>
    public int? Length { get; }

    /// <summary>Character ids of each token; 0 where the model takes none.</summary>
    public int CharactersPerToken { get; }

    public bool Has(InputRole role) => Find(role) is not null;

    public TensorSpec? Find(InputRole role) => _inputs.Find(input => input.Role == role).Spec;

    /// <param name="signature">The model's.</param>
    /// <param name="named">What the configuration says: the input of a role.</param>
    /// <exception cref="ServingException">FailedPrecondition: an input has no role, or does not fit its own.</exception>
    public static InputMap Of(ModelSignature signature, IReadOnlyDictionary<string, string> named)
    {
        var inputs = new List<(InputRole, TensorSpec)>();
        foreach (var (role, key, names) in InputRoles.All)
        {
            if (FindSpec(signature, named, key, names) is not { } spec)
                continue;
            Check(role, spec);
            inputs.Add((role, spec));
        }

        var unknown = signature
            .Inputs.Where(spec => !spec.IsOptional && inputs.TrueForAll(input => input.Item2.Name != spec.Name))
            .ToList();
        // An only input is the tokens, whatever it is called.
        if (inputs.Count == 0 && unknown is [{ } only] && TakesRows(only, 2))
            return new InputMap([(InputRole.Ids, only)]);
        if (inputs.Count == 0 || inputs[0].Item1 != InputRole.Ids)
            throw Unfit(
                $"none of its inputs ({List(signature.Inputs)}) is known as that for the tokens' ids",
                "input_ids"
            );
        return unknown.Count == 0
            ? new InputMap(inputs)
            : throw Unfit($"what its inputs {List(unknown)} are for is not known", "attention_mask");
    }

    private static TensorSpec? FindSpec(
        ModelSignature signature,
        IReadOnlyDictionary<string, string> named,
        string key,
        string[] names
    )
    {
        if (named.TryGetValue(key, out var name))
        {
            return signature.FindInput(name)
                ?? throw Unfit(
                    $"'inputs: {{ {key}: {name} }}' names no input of the model; it has {List(signature.Inputs)}",
                    key
                );
        }

        return names.Prepend(key).Select(signature.FindInput).FirstOrDefault(found => found is not null);
    }

    [SuppressMessage("Style", "IDE0072", Justification = "All other inputs have one number for each token.")]
    private static void Check(InputRole role, TensorSpec spec)
    {
        var fits = role switch
        {
            InputRole.Characters => TakesRows(spec, 3) && spec.Shape[2] > 0,
            InputRole.Lengths => TakesRows(spec, 1) || TakesRows(spec, 2),
            _ => TakesRows(spec, 2),
        };
        if (!fits)
        {
            throw Unfit(
                $"its input '{spec}' does not fit: "
                    + (
                        role == InputRole.Characters
                            ? "integers [batch, tokens, characters of each] with a fixed number of characters are expected"
                            : "integers [batch, tokens] are expected"
                    ),
                InputRoles.KeyOf(role)
            );
        }
    }

    private static bool TakesRows(TensorSpec spec, int rank) =>
        !spec.HasUnknownRank
        && spec.Shape.Rank == rank
        && spec.DataType is DataType.Int64 or DataType.Int32 or DataType.Fp32 or DataType.Bool;

    private static string List(IEnumerable<TensorSpec> specs) => string.Join(", ", specs.Select(spec => $"'{spec}'"));

    private static ServingException Unfit(string problem, string key) =>
        new(
            ServingErrorCode.FailedPrecondition,
            $"The model is no text model that is known here: {problem}. Say it in the task's section of model.yaml, such as "
                + $"'inputs: {{ {key}: NAME }}'; known are {string.Join(", ", InputRoles.All.Select(known => known.Key))}."
        )
        {
            Reason = "task-mismatch",
        };
}
