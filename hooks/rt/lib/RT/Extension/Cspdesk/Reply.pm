package RT::Extension::Cspdesk::Reply;

# What the integration user writes to customers was written by a program. What this file
# promises of such correspondence, and of nobody else's:
#  - the mail that RT makes of it says so (RFC 3834, and Exchange's own header), so that
#    well-behaved auto-responders keep silent;
#  - it does not open a new ticket: as after RT's own auto-reply, no person has answered yet.

use strict;
use warnings;

require RT::Ticket;
require RT::Action::SendEmail;

my %MARKS = ( 'Auto-Submitted' => 'auto-replied', 'X-Auto-Response-Suppress' => 'All' );

sub IsOurs {
    my $user = shift;
    my %conf = RT->Config->Get('Cspdesk');
    return scalar grep { $_ eq ( $user->Name // '' ) } @{ $conf{IgnoreUsers} || [] };
}

{
    no warnings 'redefine';

    my $correspond = RT::Ticket->can('Correspond');
    *RT::Ticket::Correspond = sub {
        my ( $self, %args ) = @_;
        $args{MIMEObj}->head->replace( 'RT-Control' => 'no-autoopen' )
            if $args{MIMEObj} && IsOurs( $self->CurrentUser );
        return $correspond->( $self, %args );
    };

    my $headers = RT::Action::SendEmail->can('SetRTSpecialHeaders');
    *RT::Action::SendEmail::SetRTSpecialHeaders = sub {
        my $self = shift;
        $headers->( $self, @_ );
        my $txn = $self->TransactionObj;
        return unless $txn->Type eq 'Correspond' && IsOurs( $txn->CreatorObj );
        $self->SetHeader( $_ => $MARKS{$_} ) for sort keys %MARKS;
    };
}

1;
