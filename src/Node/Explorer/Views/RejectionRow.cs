using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>A rejection as one line.</summary>
/// <param name="Points">What it cost its author by the chain's parameters; 0 for a reason that costs nothing.</param>
public sealed record RejectionRow(ulong Height, ulong TimeMillis, Bytes32 RefusedId, string Kind, Bytes32 Author, string Code, string Rule, uint Points)
{
    public static RejectionRow At(ChainHost host, RejectionPlace place)
    {
        var block = host.ReadBlock(place.Height) ?? throw new InvalidDataException($"block {place.Height} was read before and is missing");
        var rejection = (Rejection)block.Records[place.Index].Body;
        var refused = rejection.Refused;
        return new RejectionRow(
            place.Height,
            block.Header.TimeMillis,
            refused.Id,
            refused.Kind,
            refused.Author,
            rejection.Code,
            RecordFields.RuleOf(rejection.Code),
            host.Genesis.Parameters.CostOf(rejection.Code));
    }
}
