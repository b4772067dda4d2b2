using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>
/// An order of erasure while its confirmations come in: each holder once, each signature checked on arrival. Every step
/// gives a new value. The certificate is there when every required holder signed.
/// </summary>
public sealed class ErasureCollection
{
    private readonly SortedDictionary<Bytes32, ErasureConfirmation> confirmations;
    private readonly IReadOnlyList<Bytes32> required;

    private ErasureCollection(ErasureOrder order, IReadOnlyList<Bytes32> required, SortedDictionary<Bytes32, ErasureConfirmation> confirmations)
    {
        Order = order;
        this.required = required;
        this.confirmations = confirmations;
    }

    public ErasureOrder Order { get; }

    /// <summary>Holders that must still confirm.</summary>
    public IReadOnlyList<Bytes32> Missing => [.. required.Where(holder => !confirmations.ContainsKey(holder))];

    /// <summary>The certificate; null while a holder is missing.</summary>
    public ErasureCertificate? Certificate => Missing.Count > 0 ? null : new ErasureCertificate { Order = Order, Confirmations = [.. confirmations.Values] };

    /// <param name="order">The signed order.</param>
    /// <param name="required"><see cref="Rules.ErasureHolders.Of"/>, at least one.</param>
    public static ErasureCollection Begin(ErasureOrder order, IReadOnlyList<Bytes32> required) => new(order, required, []);

    /// <summary>Takes a holder's word; only of those who were asked.</summary>
    public Parsed<ErasureCollection> Take(ErasureConfirmation confirmation)
    {
        if (!required.Contains(confirmation.Holder))
        {
            return Refusals.StoreUnknown.With($"{confirmation.Holder} was not asked");
        }

        if (!confirmation.SignatureIsValid(Order))
        {
            return Refusals.ErasureInvalid.With($"confirmation of {confirmation.Holder}");
        }

        var more = new SortedDictionary<Bytes32, ErasureConfirmation>(confirmations) { [confirmation.Holder] = confirmation };
        return new ErasureCollection(Order, required, more);
    }
}
